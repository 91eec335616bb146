-- A ledger of version 3 of the tables, as SQL: three nights in Willow Bay of P and Q. The period of P came twice
-- with one start, first to the end of 2024 and then to the end of June; both held, and P2 of September is paid.
BEGIN TRANSACTION;
CREATE TABLE bill(hash INTEGER NOT NULL, member INTEGER NOT NULL, PRIMARY KEY(hash, member))
    WITHOUT ROWID;
INSERT INTO "bill" VALUES(-7442647505706685701,1);
INSERT INTO "bill" VALUES(-1419668766757241940,1);
INSERT INTO "bill" VALUES(8950849597135378482,2);
CREATE TABLE columns(
    no INTEGER PRIMARY KEY, members TEXT NOT NULL, enrolments TEXT NOT NULL, bills TEXT NOT NULL);
INSERT INTO "columns" VALUES(1,'member_id,birth_date,sex,org_code,hardship,name,household_id,model_worker
','member_id,plan,start,end,units,enrolled_on,revision,status
','bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid,submitted_on,cause,in_network,referral,stay_id,revision,status,total,out_of_catalogue,over_limit,class_b_prepay,in_scope,deductible,pool_paid,critical_paid,assistance_paid,other_paid,civil_servant_paid,large_amount_paid,enterprise_paid,account_paid,hospital_borne,companion,site
');
CREATE TABLE fact(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, member_id TEXT NOT NULL, body TEXT NOT NULL,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, login TEXT NOT NULL DEFAULT '', second TEXT NOT NULL DEFAULT '');
INSERT INTO "fact" VALUES(1,'payees','','{"file":"0e773832d50a4bb77f28751fe012cddcd6e7df76b2da0c63268273cd6aa27389"}','2024-10-01','Wu','','root','');
CREATE TABLE hold(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, login TEXT NOT NULL);
CREATE TABLE member(no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, posting INTEGER NOT NULL);
INSERT INTO "member" VALUES(1,'P',3);
INSERT INTO "member" VALUES(2,'Q',2);
CREATE TABLE month(
    no INTEGER PRIMARY KEY, month TEXT NOT NULL, kind TEXT NOT NULL, happened_on TEXT NOT NULL,
    author TEXT NOT NULL, reason TEXT NOT NULL, login TEXT NOT NULL DEFAULT '');
CREATE TABLE payee(
    no INTEGER PRIMARY KEY, member_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    account TEXT NOT NULL, happened_on TEXT NOT NULL, author TEXT NOT NULL DEFAULT '', login TEXT NOT NULL DEFAULT '');
INSERT INTO "payee" VALUES(1,'P','member','Payee of P','6222000P','2024-10-01','Wu','root');
INSERT INTO "payee" VALUES(2,'Q','member','Payee of Q','6222000Q','2024-10-01','Wu','root');
CREATE TABLE payment(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, member INTEGER NOT NULL, amount INTEGER NOT NULL, id TEXT NOT NULL DEFAULT '', before INTEGER NOT NULL DEFAULT 0, part_of INTEGER, in_hand INTEGER NOT NULL DEFAULT 0);
INSERT INTO "payment" VALUES(1,1,1,403000,'PEME3F9RQ8582N4C7',0,NULL,0);
INSERT INTO "payment" VALUES(2,1,2,50000,'PPZJP65WTDK5YYS9S',0,NULL,0);
CREATE TABLE posting(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, member INTEGER NOT NULL, before INTEGER,
    columns INTEGER NOT NULL, person TEXT NOT NULL, periods TEXT NOT NULL, bills TEXT NOT NULL,
    said TEXT NOT NULL, decisions TEXT NOT NULL, entitled INTEGER NOT NULL, paid INTEGER NOT NULL,
    stood INTEGER NOT NULL, seal BLOB NOT NULL, entries TEXT NOT NULL DEFAULT '[]', withdrawn INTEGER NOT NULL DEFAULT 0);
INSERT INTO "posting" VALUES(1,1,1,NULL,1,'P,1980-01-01,F,99.01,no,,,
','P,medical,2024-01-01,2024-12-31,1,2022-01-01,,
','P1,P,inpatient,H1,2,2024-03-01,2024-03-11,2024-03-11,I10,6000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,6000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
P2,P,inpatient,H1,2,2024-09-01,2024-09-03,2024-09-03,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','P1,medical,paid,,2024-03-11,e,medical=275000;daily=28000
P2,medical,paid,daily:no_day_counts,2024-09-03,e,medical=100000
',403000,403000,0,X'4E7978CC9C7459389A92C41323338C8D1C7490029797FBA29D00DB972E2DB175','[["due","P1","medical","daily","e",28000,"2024-03-11","bill:P1"],["due","P1","medical","medical","e",275000,"2024-03-11","bill:P1"],["due","P2","medical","medical","e",100000,"2024-09-03","bill:P2"],["paid","","","","",403000,"2024-10-01","due"]]',0);
INSERT INTO "posting" VALUES(2,1,2,NULL,1,'Q,1980-01-01,F,99.01,no,,,
','Q,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','Q1,Q,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,1500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,1500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','Q1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=50000
',50000,50000,0,X'6B464BF5F603DCE5BB37612A429A40BB5399EFDCA686FE03CE0848C391A079C8','[["due","Q1","medical","medical","e",50000,"2024-03-06","bill:Q1"],["paid","","","","",50000,"2024-10-01","due"]]',0);
INSERT INTO "posting" VALUES(3,2,1,1,1,'P,1980-01-01,F,99.01,no,,,
','P,medical,2024-01-01,2024-12-31,1,2022-01-01,,
P,medical,2024-01-01,2024-06-30,1,2022-01-01,,
','P1,P,inpatient,H1,2,2024-03-01,2024-03-11,2024-03-11,I10,6000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,6000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
P2,P,inpatient,H1,2,2024-09-01,2024-09-03,2024-09-03,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','P1,medical,paid,overlapping_cover,2024-03-11,e,medical=275000;daily=28000
P2,medical,paid,daily:no_day_counts,2024-09-03,e,medical=75000
',378000,403000,0,X'DB4FA44EB02A8DAEFD20D018C50CCBE72F2403B4BF98047D9FBD357D37FB1870','[["reversal","P2","medical","medical","e",-25000,"2024-09-03","enrolment"],["recovery","","","","",25000,"2024-10-02","set_off_next"]]',0);
CREATE TABLE "release"(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, file TEXT NOT NULL, payments INTEGER NOT NULL,
    total INTEGER NOT NULL, happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
    login TEXT NOT NULL DEFAULT '');
INSERT INTO "release" VALUES(1,1,'ba3196a5a37e6f5cd5e9ebdb57f4181f45f4810c85e54e3791c090b3bb1e0cea',2,453000,'2024-10-01','Qian','the month''s payments','root');
CREATE TABLE rules(no INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, files TEXT NOT NULL);
INSERT INTO "rules" VALUES(1,'664f092c53df26a4027d7ebe79693d5a3beffefc47629fcd453928dc7b098b88','[{"file":"willow.toml","text":"# Willow Bay: an invented scheme of one plan, with aid within the bill and daily money beside it.\n[scheme]\nid = \"willow\"\ntitle = { zh = \"柳湾市职工住院互助\", en = \"Willow Bay in-patient mutual aid\" }\ncurrency = \"CNY\"\nbasis = \"admission\"\norder = \"settlement\"\n\n[edition]\nid = \"e\"\ntitle = { zh = \"期\", en = \"e\" }\nfrom = \"2020-01-01\"\nto = \"2030-12-31\"\nsource = \"the printed terms\"\n\n[[plan]]\nid = \"medical\"\ntitle = { zh = \"住院互助\", en = \"in-patient cover\" }\nclause = \"art. 1\"\nrenewal_gap = 31\nwaiting = { days = { by = \"cause\", is = { accident = 0 }, otherwise = 30 }, on_renewal = \"waived\" }\nfiling = { days = 180, after = \"discharge\" }\n\n[[benefit]]\nid = \"medical\"\nplan = \"medical\"\ntitle = { zh = \"医疗互助金\", en = \"medical aid\" }\nclause = \"art. 2\"\ncategories = [\"inpatient\"]\nagainst_bill = \"within\"\nbase = \"in_scope - funds_paid\"\n[benefit.deductible]\namount = \"500\"\nwindow = \"cover\"\n[benefit.bands]\nposition = \"cumulative\"\nwindow = \"cover\"\nfrom = \"above_deductible\"\nrounding = \"each_bill\"\nrates = [{ to = \"10000\", pays = \"50%\" }, { to = \"50000\", pays = \"70%\" }]\n[[benefit.limit]]\namount = \"20000\"\nwindow = \"cover\"\n\n[[benefit]]\nid = \"daily\"\nplan = \"medical\"\ntitle = { zh = \"住院津贴\", en = \"daily money\" }\nclause = \"art. 3\"\ncategories = [\"inpatient\"]\nagainst_bill = \"beside\"\n[benefit.days]\ncount = \"nights\"\nfrom_day = 4\npays = \"40\"\nshared_days = \"once\"\n[[benefit.limit]]\ndays = 60\nwindow = \"cover\"\n\n[fields]\nmodel_worker = { type = \"flag\", of = \"member\", default = \"no\" }\ncompanion = { type = \"amount\", of = \"bill\", default = \"0\" }\nsite = { type = \"category\", of = \"bill\", values = [\"local\", \"elsewhere\"], default = \"local\" }\n"}]');
CREATE TABLE run(
    no INTEGER PRIMARY KEY, posted_on TEXT NOT NULL, rules INTEGER NOT NULL, engine TEXT NOT NULL,
    prepared_by TEXT NOT NULL, manifest TEXT NOT NULL, summary TEXT NOT NULL, seal BLOB NOT NULL,
    facts INTEGER NOT NULL, transfers INTEGER, holds INTEGER, login TEXT NOT NULL DEFAULT '');
INSERT INTO "run" VALUES(1,'2024-10-01',1,'0.1.0','Zhao','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"willow","rules":[{"file":"willow.toml","sha256":"aa922bae6be14019645321efcd6354c22faf5acbd3bb9c9cd8aed0fa3fd8002d"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"db07ac15e1f3155f5b3a64de0e7f58c72a2210f954137779b5ba6d74e5860178","rows":2,"used":2,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"b35dd16479b0cc1c6573c221feea50ca0df108410a08aa88e231f98287d941fa","rows":2,"used":2,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"31cd55a89372622d1ea03f8651e6f281dcc6c4872ea83df27380ac9fea37bad4","rows":3,"used":3,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]}],"bills":{"decided":3,"paid":3,"nil":0,"denied":0},"outputs":[{"file":"decisions.csv","sha256":"671f388b97b3369b1fbe6663b791a937899c79285c5aa52d2eb5f12311496ff5"},{"file":"payments.csv","sha256":"504fdab765d6406dba1227e7ead0dd7efe049308f8410c6aab10190f3c668baa"},{"file":"withdrawn.csv","sha256":"f96f0c7140267d6036e63f3f3477d855582bbdc0fb1ec28a21c01accf32d6177"},{"file":"changes.csv","sha256":"ce642d1fdb4cdfb87fec88c924a96bf8b69f9d6ca030b14585e42312f57f7b39"},{"file":"pending.csv","sha256":"6f135a16fc32056caf0136437aadc9bf99d095f626f9743b5cbd8e5ef866234a"},{"file":"openings.csv","sha256":"c01f41a6636f64bc5664db6fac6eff33b40fea000dd04ec35b15ce3232f90108"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"unknown_voids.csv","sha256":"a5fb12da95cf2e875f235170c4713fdc8bcd0185649fd3a1009d361c26a9ac6b"},{"file":"summary.json","sha256":"fba70c1cf4961dfbeadf7090d7fd590b57e6470e24be18f414b7ca78a7f0a535"}]}','{"format":"huzhu-night/1","run":1,"posted_on":"2024-10-01","scheme":"willow","currency":"CNY","members":2,"members_decided":2,"bills":{"decided":3,"paid":3,"nil":0,"denied":0},"moved":{"due":{"count":4,"amount":"4530.00"},"paid":{"count":2,"amount":"4530.00"}},"payments":2,"due_now":"4530.00","withdrawn":{"count":0,"amount":"0.00"},"changes":0,"pending":0,"settled_elsewhere":0,"openings_idle":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":0,"void_unknown":0}',X'6B464BF5F603DCE5BB37612A429A40BB5399EFDCA686FE03CE0848C391A079C8',0,0,0,'root');
INSERT INTO "run" VALUES(2,'2024-10-02',1,'0.1.0','Zhao','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"willow","rules":[{"file":"willow.toml","sha256":"aa922bae6be14019645321efcd6354c22faf5acbd3bb9c9cd8aed0fa3fd8002d"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"45d2f1ea6becbfad7a2efeeac2a016736474569c48f023a0041c5fd8fc74c40c","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"faf7acc702388181eb61709754a1575a486f039b6ee8dfc74f8735f47b4efcc3","rows":1,"used":1,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"129f1fbcfcd8b7dcc2421fbd681b2d64068462d2360e11c3ad2b687536bde33c","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]}],"bills":{"decided":2,"paid":2,"nil":0,"denied":0},"outputs":[{"file":"decisions.csv","sha256":"26cb851ca5ac10010957816ff03d680ec9e9bbd6599e9a1e32f5e0f3b7fe0b17"},{"file":"payments.csv","sha256":"5968d042466f0f0caf85f47978816f66ad63b4c090ea22d2e829410d5f69f8ec"},{"file":"withdrawn.csv","sha256":"f96f0c7140267d6036e63f3f3477d855582bbdc0fb1ec28a21c01accf32d6177"},{"file":"changes.csv","sha256":"15c628faaf3923af616ec62fa872159c2f9daeddc253c7cc1b84d8d59f31eda6"},{"file":"pending.csv","sha256":"6f135a16fc32056caf0136437aadc9bf99d095f626f9743b5cbd8e5ef866234a"},{"file":"openings.csv","sha256":"c01f41a6636f64bc5664db6fac6eff33b40fea000dd04ec35b15ce3232f90108"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"unknown_voids.csv","sha256":"a5fb12da95cf2e875f235170c4713fdc8bcd0185649fd3a1009d361c26a9ac6b"},{"file":"summary.json","sha256":"c6bdc7e147a71e96a49e6ed81e3167714204e61930f511939ba36c1b151f56fc"}]}','{"format":"huzhu-night/1","run":2,"posted_on":"2024-10-02","scheme":"willow","currency":"CNY","members":0,"members_decided":1,"bills":{"decided":2,"paid":2,"nil":0,"denied":0},"moved":{"recovery":{"count":1,"amount":"250.00"},"reversal":{"count":1,"amount":"-250.00"}},"payments":0,"due_now":"0.00","withdrawn":{"count":0,"amount":"0.00"},"changes":1,"pending":0,"settled_elsewhere":0,"openings_idle":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":0,"void_unknown":0}',X'DB4FA44EB02A8DAEFD20D018C50CCBE72F2403B4BF98047D9FBD357D37FB1870',1,2,0,'root');
INSERT INTO "run" VALUES(3,'2024-10-03',1,'0.1.0','Zhao','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"willow","rules":[{"file":"willow.toml","sha256":"aa922bae6be14019645321efcd6354c22faf5acbd3bb9c9cd8aed0fa3fd8002d"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"45d2f1ea6becbfad7a2efeeac2a016736474569c48f023a0041c5fd8fc74c40c","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"15c0d2aec37b00505535ecd1077099af4a44c923f90085761c7172a6670d6967","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"129f1fbcfcd8b7dcc2421fbd681b2d64068462d2360e11c3ad2b687536bde33c","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]}],"bills":{"decided":0,"paid":0,"nil":0,"denied":0},"outputs":[{"file":"decisions.csv","sha256":"a3a99d7435e6138751b447c84effabb96f7a12a749a30effa7f2638665d9442f"},{"file":"payments.csv","sha256":"5968d042466f0f0caf85f47978816f66ad63b4c090ea22d2e829410d5f69f8ec"},{"file":"withdrawn.csv","sha256":"f96f0c7140267d6036e63f3f3477d855582bbdc0fb1ec28a21c01accf32d6177"},{"file":"changes.csv","sha256":"ce642d1fdb4cdfb87fec88c924a96bf8b69f9d6ca030b14585e42312f57f7b39"},{"file":"pending.csv","sha256":"6f135a16fc32056caf0136437aadc9bf99d095f626f9743b5cbd8e5ef866234a"},{"file":"openings.csv","sha256":"c01f41a6636f64bc5664db6fac6eff33b40fea000dd04ec35b15ce3232f90108"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"unknown_voids.csv","sha256":"a5fb12da95cf2e875f235170c4713fdc8bcd0185649fd3a1009d361c26a9ac6b"},{"file":"summary.json","sha256":"a8a8585bf76657ac811c553ff3042cf08263c4c469df976b573c9b6bb878346f"}]}','{"format":"huzhu-night/1","run":3,"posted_on":"2024-10-03","scheme":"willow","currency":"CNY","members":0,"members_decided":0,"bills":{"decided":0,"paid":0,"nil":0,"denied":0},"moved":{},"payments":0,"due_now":"0.00","withdrawn":{"count":0,"amount":"0.00"},"changes":0,"pending":0,"settled_elsewhere":0,"openings_idle":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":0,"void_unknown":0}',X'DB4FA44EB02A8DAEFD20D018C50CCBE72F2403B4BF98047D9FBD357D37FB1870',1,2,0,'root');
CREATE TABLE scheme(id TEXT NOT NULL, currency TEXT NOT NULL, decimals INTEGER NOT NULL);
INSERT INTO "scheme" VALUES('willow','CNY',2);
CREATE TABLE taken_back(
    run INTEGER PRIMARY KEY, happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
    login TEXT NOT NULL);
CREATE TABLE transfer(
    no INTEGER PRIMARY KEY, payment INTEGER NOT NULL, kind TEXT NOT NULL, release INTEGER,
    payee INTEGER, file TEXT, happened_on TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL, amount INTEGER NOT NULL DEFAULT 0, run INTEGER, login TEXT NOT NULL DEFAULT '');
INSERT INTO "transfer" VALUES(1,1,'released',1,1,NULL,'2024-10-01','Qian','',403000,NULL,'root');
INSERT INTO "transfer" VALUES(2,2,'released',1,2,NULL,'2024-10-01','Qian','',50000,NULL,'root');
CREATE INDEX transfer_of_release ON transfer(release);
CREATE INDEX transfer_of_payment ON transfer(payment);
CREATE INDEX payee_of_member ON payee(member_id);
CREATE INDEX fact_of_member ON fact(member_id);
CREATE VIEW entry AS
    SELECT p.no * 1000000 + e.key + 1 AS no, p.no AS posting, e.value ->> 0 AS kind,
        e.value ->> 1 AS bill_id, e.value ->> 2 AS plan, e.value ->> 3 AS benefit,
        e.value ->> 4 AS edition, e.value ->> 5 AS amount, e.value ->> 6 AS event_on,
        e.value ->> 7 AS reason
    FROM posting p, json_each(p.entries) e;
CREATE INDEX payment_of_member ON payment(member);
CREATE INDEX release_of_run ON release(run);
COMMIT;
