"""The terms of rules/city as far as OpenFisca has them without a history: deductible, bands and limit of one year."""

from pathlib import Path

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.model_api import YEAR, Variable, max_, min_
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

Person = build_entity("person", "persons", "a member", is_person=True)
Household = build_entity("household", "households", "a household", roles=[{"key": "member", "plural": "members"}])


class self_paid(Variable):
    value_type = float
    entity = Person
    definition_period = YEAR
    label = "what the member paid in the year"


class aid(Variable):
    value_type = float
    entity = Person
    definition_period = YEAR
    label = "what is paid in the year"

    def formula(person, period, parameters):
        terms = parameters(period)
        paid = terms.bands.calc(max_(0, person("self_paid", period) - terms.deductible))
        return min_(numpy.round(paid, 2), terms.limit)


class CountryTaxBenefitSystem(TaxBenefitSystem):
    def __init__(self):
        super().__init__([Person, Household])
        self.add_variables(self_paid, aid)
        self.load_parameters(str(Path(__file__).with_name("parameters")))
