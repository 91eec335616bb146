-- A ledger of version 1 of the tables, as SQL: three nights of six made-up members (huzhu generate).
BEGIN TRANSACTION;
CREATE TABLE bill(hash INTEGER NOT NULL, member INTEGER NOT NULL, PRIMARY KEY(hash, member))
    WITHOUT ROWID;
INSERT INTO "bill" VALUES(-8609657066145578613,4);
INSERT INTO "bill" VALUES(-8324763507885304239,1);
INSERT INTO "bill" VALUES(-6056560700440891944,1);
INSERT INTO "bill" VALUES(-3678252730431399002,2);
INSERT INTO "bill" VALUES(-2669748158392120081,1);
INSERT INTO "bill" VALUES(-2070404754301412789,4);
INSERT INTO "bill" VALUES(1302272346991542752,4);
INSERT INTO "bill" VALUES(2040505403982225138,1);
INSERT INTO "bill" VALUES(3201700701618489600,1);
INSERT INTO "bill" VALUES(6476804715486769516,1);
INSERT INTO "bill" VALUES(6954372682009041611,1);
INSERT INTO "bill" VALUES(7870901571455454794,1);
CREATE TABLE columns(
    no INTEGER PRIMARY KEY, members TEXT NOT NULL, enrolments TEXT NOT NULL, bills TEXT NOT NULL);
INSERT INTO "columns" VALUES(1,'member_id,birth_date,sex,org_code,hardship,name,household_id
','member_id,plan,start,end,units,enrolled_on,revision,status
','bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid,submitted_on,cause,in_network,referral,stay_id,revision,status,total,out_of_catalogue,over_limit,class_b_prepay,in_scope,deductible,pool_paid,critical_paid,assistance_paid,other_paid,civil_servant_paid,large_amount_paid,enterprise_paid,account_paid,hospital_borne
');
CREATE TABLE entry(
    no INTEGER PRIMARY KEY, posting INTEGER NOT NULL, kind TEXT NOT NULL, bill_id TEXT NOT NULL,
    plan TEXT NOT NULL, benefit TEXT NOT NULL, edition TEXT NOT NULL, amount INTEGER NOT NULL,
    event_on TEXT NOT NULL, reason TEXT NOT NULL);
INSERT INTO "entry" VALUES(1,1,'due','B000000004','city','reimbursement','1',18444,'2023-10-02','bill:B000000004');
INSERT INTO "entry" VALUES(2,1,'due','B000000005','city','per_diem','1',12000,'2024-01-01','bill:B000000005');
INSERT INTO "entry" VALUES(3,1,'due','B000000005','city','reimbursement','1',378523,'2024-01-01','bill:B000000005');
INSERT INTO "entry" VALUES(4,1,'paid','','','','',408967,'2026-03-01','due');
INSERT INTO "entry" VALUES(5,4,'due','B000000003','city','per_diem','1',15000,'2023-07-02','bill:B000000003');
INSERT INTO "entry" VALUES(6,4,'due','B000000003','city','reimbursement','1',165370,'2023-07-02','bill:B000000003');
INSERT INTO "entry" VALUES(7,4,'paid','','','','',180370,'2026-03-01','due');
INSERT INTO "entry" VALUES(8,8,'due','B000000009','city','reimbursement','1',55471,'2024-12-31','bill:B000000009');
INSERT INTO "entry" VALUES(9,8,'due','B000000011','city','per_diem','1',9000,'2025-07-02','bill:B000000011');
INSERT INTO "entry" VALUES(10,8,'due','B000000011','city','reimbursement','1',105870,'2025-07-02','bill:B000000011');
INSERT INTO "entry" VALUES(11,8,'paid','','','','',170341,'2026-03-02','due');
INSERT INTO "entry" VALUES(12,9,'reversal','B000000005','city','per_diem','1',-12000,'2024-01-01','void_bill:B000000005');
INSERT INTO "entry" VALUES(13,9,'reversal','B000000005','city','reimbursement','1',-378523,'2024-01-01','void_bill:B000000005');
INSERT INTO "entry" VALUES(14,9,'recovery','','','','',390523,'2026-03-03','set_off_next');
CREATE TABLE fact(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, member_id TEXT NOT NULL, body TEXT NOT NULL,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE member(no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, posting INTEGER NOT NULL);
INSERT INTO "member" VALUES(1,'990001196410164714',9);
INSERT INTO "member" VALUES(2,'990003197509094311',2);
INSERT INTO "member" VALUES(3,'990008197006059153',3);
INSERT INTO "member" VALUES(4,'990009196804305373',8);
INSERT INTO "member" VALUES(5,'990010197811139326',5);
INSERT INTO "member" VALUES(6,'990015198902111835',6);
CREATE TABLE month(
    no INTEGER PRIMARY KEY, month TEXT NOT NULL, kind TEXT NOT NULL, happened_on TEXT NOT NULL,
    author TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE payee(
    no INTEGER PRIMARY KEY, member_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    account TEXT NOT NULL, happened_on TEXT NOT NULL);
CREATE TABLE payment(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, member INTEGER NOT NULL, amount INTEGER NOT NULL);
INSERT INTO "payment" VALUES(1,1,1,408967);
INSERT INTO "payment" VALUES(2,1,4,180370);
INSERT INTO "payment" VALUES(3,2,4,170341);
CREATE TABLE posting(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, member INTEGER NOT NULL, before INTEGER,
    columns INTEGER NOT NULL, person TEXT NOT NULL, periods TEXT NOT NULL, bills TEXT NOT NULL,
    said TEXT NOT NULL, decisions TEXT NOT NULL, entitled INTEGER NOT NULL, paid INTEGER NOT NULL,
    stood INTEGER NOT NULL, seal BLOB NOT NULL);
INSERT INTO "posting" VALUES(1,1,1,NULL,1,'990001196410164714,1964-10-16,M,9900.03.00.00006,no,,
','990001196410164714,city,2023-01-07,2023-12-31,1,2022-12-29,,
','B000000001,990001196410164714,emergency,H011,2,2023-01-01,2023-01-01,2023-01-01,T14.1,305.04,25.59,6.10,200.00,44.01,0.00,0.00,0.00,2023-01-27,accident,,,,,,305.04,25.59,0.00,6.10,273.35,200.00,44.01,0.00,0.00,0.00,,,,,
B000000002,990001196410164714,outpatient_chronic,H011,2,2023-04-02,2023-04-02,2023-04-02,N18.5,682.10,96.58,52.31,200.00,217.71,0.00,0.00,0.00,2023-04-18,,,,,,,682.10,96.58,3.34,52.31,529.87,200.00,217.71,0.00,0.00,0.00,,,,,
B000000004,990001196410164714,outpatient_chronic,H032,1,2023-10-02,2023-10-02,2023-10-02,N18.5,1177.09,26.83,22.83,200.00,649.20,0.00,0.00,0.00,2023-11-09,,,,,,,1177.09,26.83,0.00,22.83,1127.43,200.00,649.20,0.00,0.00,0.00,,,,,
B000000005,990001196410164714,inpatient,H006,3,2023-12-25,2024-01-01,2024-01-01,K35.8,33081.26,1207.46,2629.96,900.00,24092.26,0.00,0.00,0.00,2024-01-25,,,,,,,33081.26,1207.46,0.00,2629.96,29243.84,900.00,24092.26,0.00,0.00,0.00,,,,,
B000000006,990001196410164714,inpatient,H022,2,2024-02-19,2024-04-01,2024-04-01,M51.2,91700.21,5859.64,7299.33,700.00,68500.29,0.00,0.00,0.00,2024-04-28,,,,,,,91700.21,5859.64,0.00,7299.33,78541.24,700.00,68500.29,0.00,0.00,0.00,,,,,
B000000007,990001196410164714,inpatient,H006,3,2024-06-27,2024-07-02,2024-07-02,M51.2,2618.63,291.71,114.95,900.00,1115.17,0.00,0.00,0.00,2024-07-15,,,,,,,2618.63,291.71,0.00,114.95,2211.97,900.00,1115.17,0.00,0.00,0.00,,,,,
','','B000000001,,denied,no_cover,2023-01-01,1,
B000000002,city,nil,reimbursement:within_deductible;per_diem:excluded_category,2023-04-02,1,
B000000004,city,paid,per_diem:excluded_category,2023-10-02,1,reimbursement=18444
B000000005,city,paid,,2024-01-01,1,reimbursement=378523;per_diem=12000
B000000006,,denied,no_cover,2024-04-01,1,
B000000007,,denied,no_cover,2024-07-02,1,
',408967,408967,0,X'E4284FF8A4CD30DB4C645C249F316F185309896B17A94154EF0BCB9D7578ECC3');
INSERT INTO "posting" VALUES(2,1,2,NULL,1,'990003197509094311,1975-09-09,M,9900.04.07.00001,no,,
','990003197509094311,city,2024-01-01,2024-12-31,1,2023-11-11,,
990003197509094311,city,2025-01-01,2025-12-31,1,2024-10-25,,
','B000000008,990003197509094311,emergency,H006,3,2024-10-01,2024-10-01,2024-10-01,I20.9,831.84,7.56,10.98,200.00,337.31,0.00,0.00,0.00,2025-02-06,,,,,,,831.84,7.56,0.00,10.98,813.30,200.00,337.31,0.00,0.00,0.00,,,,,
','','B000000008,city,nil,reimbursement:within_deductible;per_diem:excluded_category,2024-10-01,1,
',0,0,0,X'9A183D6A4B7DDA0AD3E6F42382E791B300060269FDAA0E929335B5F755D25F1B');
INSERT INTO "posting" VALUES(3,1,3,NULL,1,'990008197006059153,1970-06-05,M,9900.08.00.00002,no,,
','990008197006059153,city,2023-01-23,2023-12-31,1,2023-01-22,,
990008197006059153,city,2024-01-01,2024-12-31,1,2023-12-07,,
990008197006059153,city,2025-01-01,2025-12-31,1,2024-10-29,,
','','','',0,0,0,X'08152ACCE20D6E9249989B7D9E6161E5789001D2C73BE52C4D88620C4C8718DE');
INSERT INTO "posting" VALUES(4,1,4,NULL,1,'990009196804305373,1968-04-30,M,9900.06.00.00005,no,,
','990009196804305373,city,2023-01-01,2023-12-31,3,2022-11-10,,
990009196804305373,city,2024-01-01,2024-12-31,3,2023-11-12,,
990009196804305373,city,2025-01-01,2025-12-31,3,2024-11-18,,
','B000000003,990009196804305373,inpatient,H017,2,2023-06-24,2023-07-02,2023-07-02,I10|I25.1,18479.88,1831.35,1554.15,700.00,12667.05,0.00,0.00,0.00,2023-07-05,,,,,,,18479.88,1831.35,0.00,1554.15,15094.38,700.00,12667.05,0.00,0.00,0.00,,,,,
','','B000000003,city,paid,,2023-07-02,1,reimbursement=165370;per_diem=15000
',180370,180370,0,X'763602F1D35B8BC330C84167B70AF2E98D2A7F9AB257311DE9AEF504F4D1DC54');
INSERT INTO "posting" VALUES(5,1,5,NULL,1,'990010197811139326,1978-11-13,F,9900.01.00.00003,no,,
','990010197811139326,city,2023-01-01,2023-12-31,2,2022-11-02,,
990010197811139326,city,2025-01-01,2025-12-31,2,2024-12-12,,
','','','',0,0,0,X'096E6BD4AD3B23E55199655C63AC114E964FF6CF3E63B8A39CD85AB3CCD10BD4');
INSERT INTO "posting" VALUES(6,1,6,NULL,1,'990015198902111835,1989-02-11,M,9900.08.00.00004,no,,
','990015198902111835,city,2023-01-26,2023-12-31,1,2023-01-16,,
990015198902111835,city,2024-01-01,2024-12-31,1,2023-11-18,,
990015198902111835,city,2025-01-01,2025-12-31,1,2024-12-17,,
','','','',0,0,0,X'4EE0EDE20B934884DD397B72F5D5DD26A569F491B898DE679D18613EF0982443');
INSERT INTO "posting" VALUES(7,2,1,1,1,'990001196410164714,1964-10-16,M,9900.03.00.00006,no,,
','990001196410164714,city,2023-01-07,2023-12-31,1,2022-12-29,,
','B000000001,990001196410164714,emergency,H011,2,2023-01-01,2023-01-01,2023-01-01,T14.1,305.04,25.59,6.10,200.00,44.01,0.00,0.00,0.00,2023-01-27,accident,,,,,,305.04,25.59,0.00,6.10,273.35,200.00,44.01,0.00,0.00,0.00,,,,,
B000000002,990001196410164714,outpatient_chronic,H011,2,2023-04-02,2023-04-02,2023-04-02,N18.5,682.10,96.58,52.31,200.00,217.71,0.00,0.00,0.00,2023-04-18,,,,,,,682.10,96.58,3.34,52.31,529.87,200.00,217.71,0.00,0.00,0.00,,,,,
B000000004,990001196410164714,outpatient_chronic,H032,1,2023-10-02,2023-10-02,2023-10-02,N18.5,1177.09,26.83,22.83,200.00,649.20,0.00,0.00,0.00,2023-11-09,,,,,,,1177.09,26.83,0.00,22.83,1127.43,200.00,649.20,0.00,0.00,0.00,,,,,
B000000005,990001196410164714,inpatient,H006,3,2023-12-25,2024-01-01,2024-01-01,K35.8,33081.26,1207.46,2629.96,900.00,24092.26,0.00,0.00,0.00,2024-01-25,,,,,,,33081.26,1207.46,0.00,2629.96,29243.84,900.00,24092.26,0.00,0.00,0.00,,,,,
B000000006,990001196410164714,inpatient,H022,2,2024-02-19,2024-04-01,2024-04-01,M51.2,91700.21,5859.64,7299.33,700.00,68500.29,0.00,0.00,0.00,2024-04-28,,,,,,,91700.21,5859.64,0.00,7299.33,78541.24,700.00,68500.29,0.00,0.00,0.00,,,,,
B000000007,990001196410164714,inpatient,H006,3,2024-06-27,2024-07-02,2024-07-02,M51.2,2618.63,291.71,114.95,900.00,1115.17,0.00,0.00,0.00,2024-07-15,,,,,,,2618.63,291.71,0.00,114.95,2211.97,900.00,1115.17,0.00,0.00,0.00,,,,,
B000000010,990001196410164714,outpatient_chronic,H036,1,2025-04-02,2025-04-02,2025-04-02,J44.9,202.76,6.46,12.79,183.51,0.00,0.00,0.00,0.00,2025-04-11,,,,,,,202.76,6.46,0.00,12.79,183.51,183.51,0.00,0.00,0.00,0.00,,,,,
B000000012,990001196410164714,inpatient,H005,3,2025-09-25,2025-10-01,2025-10-01,K80.2,12206.03,1083.89,585.88,900.00,8043.49,0.00,0.00,0.00,2025-12-25,,,,,,,12206.03,1083.89,173.32,585.88,10362.94,900.00,8043.49,0.00,0.00,0.00,,,,,
B000000001,990001196410164714,emergency,H011,2,2023-01-01,2023-01-01,2023-01-01,T14.1,305.04,25.49,6.10,200.00,44.01,0.00,0.00,0.00,2023-01-27,accident,,,,,,305.04,25.49,0.00,6.10,273.35,200.00,44.01,0.00,0.00,0.00,,,,,
','','B000000001,,denied,no_cover;in_scope_differs,2023-01-01,1,
B000000002,city,nil,reimbursement:within_deductible;per_diem:excluded_category,2023-04-02,1,
B000000004,city,paid,per_diem:excluded_category,2023-10-02,1,reimbursement=18444
B000000005,city,paid,,2024-01-01,1,reimbursement=378523;per_diem=12000
B000000006,,denied,no_cover,2024-04-01,1,
B000000007,,denied,no_cover,2024-07-02,1,
B000000010,,denied,no_cover,2025-04-02,1,
B000000012,,denied,no_cover,2025-10-01,1,
',408967,408967,0,X'B11F04F3E5ACEC1A07F6536407FA521A1E37AEBE8DD08F716B17D87E0B78114A');
INSERT INTO "posting" VALUES(8,2,4,4,1,'990009196804305373,1968-04-30,M,9900.06.00.00005,no,,
','990009196804305373,city,2023-01-01,2023-12-31,3,2022-11-10,,
990009196804305373,city,2024-01-01,2024-12-31,3,2023-11-12,,
990009196804305373,city,2025-01-01,2025-12-31,3,2024-11-18,,
','B000000003,990009196804305373,inpatient,H017,2,2023-06-24,2023-07-02,2023-07-02,I10|I25.1,18479.88,1831.35,1554.15,700.00,12667.05,0.00,0.00,0.00,2023-07-05,,,,,,,18479.88,1831.35,0.00,1554.15,15094.38,700.00,12667.05,0.00,0.00,0.00,,,,,
B000000009,990009196804305373,inpatient,H001,3,2024-12-28,2024-12-31,2024-12-31,I10|I25.1,4436.22,96.70,372.64,900.00,2606.84,0.00,0.00,0.00,2025-01-09,,,,,,,4436.22,96.70,0.00,372.64,3966.88,900.00,2606.84,0.00,0.00,0.00,,,,,
B000000011,990009196804305373,inpatient,H005,3,2025-06-26,2025-07-02,2025-07-02,S82.1,8959.91,276.86,755.32,900.00,5830.39,0.00,0.00,0.00,2025-07-04,accident,,,,,,8959.91,276.86,168.44,755.32,7759.29,900.00,5830.39,0.00,0.00,0.00,,,,,
','','B000000003,city,paid,,2023-07-02,1,reimbursement=165370;per_diem=15000
B000000009,city,paid,per_diem:no_day_counts,2024-12-31,1,reimbursement=55471
B000000011,city,paid,,2025-07-02,1,reimbursement=105870;per_diem=9000
',350711,350711,0,X'BC773C1DFCCDA7D05C33680D9A17001EC757F72AB8D62205C46AEC03F061D6EE');
INSERT INTO "posting" VALUES(9,3,1,7,1,'990001196410164714,1964-10-16,M,9900.03.00.00006,no,,
','990001196410164714,city,2023-01-07,2023-12-31,1,2022-12-29,,
','B000000001,990001196410164714,emergency,H011,2,2023-01-01,2023-01-01,2023-01-01,T14.1,305.04,25.59,6.10,200.00,44.01,0.00,0.00,0.00,2023-01-27,accident,,,,,,305.04,25.59,0.00,6.10,273.35,200.00,44.01,0.00,0.00,0.00,,,,,
B000000002,990001196410164714,outpatient_chronic,H011,2,2023-04-02,2023-04-02,2023-04-02,N18.5,682.10,96.58,52.31,200.00,217.71,0.00,0.00,0.00,2023-04-18,,,,,,,682.10,96.58,3.34,52.31,529.87,200.00,217.71,0.00,0.00,0.00,,,,,
B000000004,990001196410164714,outpatient_chronic,H032,1,2023-10-02,2023-10-02,2023-10-02,N18.5,1177.09,26.83,22.83,200.00,649.20,0.00,0.00,0.00,2023-11-09,,,,,,,1177.09,26.83,0.00,22.83,1127.43,200.00,649.20,0.00,0.00,0.00,,,,,
B000000005,990001196410164714,inpatient,H006,3,2023-12-25,2024-01-01,2024-01-01,K35.8,33081.26,1207.46,2629.96,900.00,24092.26,0.00,0.00,0.00,2024-01-25,,,,,,,33081.26,1207.46,0.00,2629.96,29243.84,900.00,24092.26,0.00,0.00,0.00,,,,,
B000000006,990001196410164714,inpatient,H022,2,2024-02-19,2024-04-01,2024-04-01,M51.2,91700.21,5859.64,7299.33,700.00,68500.29,0.00,0.00,0.00,2024-04-28,,,,,,,91700.21,5859.64,0.00,7299.33,78541.24,700.00,68500.29,0.00,0.00,0.00,,,,,
B000000007,990001196410164714,inpatient,H006,3,2024-06-27,2024-07-02,2024-07-02,M51.2,2618.63,291.71,114.95,900.00,1115.17,0.00,0.00,0.00,2024-07-15,,,,,,,2618.63,291.71,0.00,114.95,2211.97,900.00,1115.17,0.00,0.00,0.00,,,,,
B000000010,990001196410164714,outpatient_chronic,H036,1,2025-04-02,2025-04-02,2025-04-02,J44.9,202.76,6.46,12.79,183.51,0.00,0.00,0.00,0.00,2025-04-11,,,,,,,202.76,6.46,0.00,12.79,183.51,183.51,0.00,0.00,0.00,0.00,,,,,
B000000012,990001196410164714,inpatient,H005,3,2025-09-25,2025-10-01,2025-10-01,K80.2,12206.03,1083.89,585.88,900.00,8043.49,0.00,0.00,0.00,2025-12-25,,,,,,,12206.03,1083.89,173.32,585.88,10362.94,900.00,8043.49,0.00,0.00,0.00,,,,,
B000000001,990001196410164714,emergency,H011,2,2023-01-01,2023-01-01,2023-01-01,T14.1,305.04,25.49,6.10,200.00,44.01,0.00,0.00,0.00,2023-01-27,accident,,,,,,305.04,25.49,0.00,6.10,273.35,200.00,44.01,0.00,0.00,0.00,,,,,
B000000005,990001196410164714,inpatient,H006,3,2023-12-25,2024-01-01,2024-01-01,K35.8,33081.26,1207.46,2629.96,900.00,24092.26,0.00,0.00,0.00,2024-01-25,,,,,,void,33081.26,1207.46,0.00,2629.96,29243.84,900.00,24092.26,0.00,0.00,0.00,,,,,
','','B000000001,,denied,no_cover;in_scope_differs,2023-01-01,1,
B000000002,city,nil,reimbursement:within_deductible;per_diem:excluded_category,2023-04-02,1,
B000000004,city,paid,per_diem:excluded_category,2023-10-02,1,reimbursement=18444
B000000006,,denied,no_cover,2024-04-01,1,
B000000007,,denied,no_cover,2024-07-02,1,
B000000010,,denied,no_cover,2025-04-02,1,
B000000012,,denied,no_cover,2025-10-01,1,
',18444,408967,0,X'C0B4F0DD06502348C3D87BB6A2BFC52B04134D5797058E8926487395A5641ABA');
CREATE TABLE release(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL UNIQUE, file TEXT NOT NULL,
    payments INTEGER NOT NULL, total INTEGER NOT NULL, happened_on TEXT NOT NULL,
    author TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE rules(no INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, files TEXT NOT NULL);
INSERT INTO "rules" VALUES(1,'5e8b5a921fb3368e172cdfd3cbefbf7ec22f1c7491643a34fca2794db8c45ef2','[{"file":"1.toml","text":"# 城市基准方案 —— 用于测速与对照,不是任何一地的真实规定\n# The city benchmark: made-up terms for speed and comparison, not those of any place.\n#\n# 规定 Terms\n#   入院日期所在的参保期有效;新参保 30 天等待期,间断不超过 31 天的续保免等待。\n#   基数 = 总费用 - 自费 - 统筹 - 大病 - 救助 - 其他支付,不低于零。\n#   按会员和入院年度,依(结算日期,结算单号)次序:年度起付线 500 元;起付线以上年度累计\n#   5000 元以内 50%,至 20000 元 60%,以上 70%;按医院等级 1/2/3 乘以 1.00/0.95/0.90;\n#   每张结算单四舍五入到分一次;年度封顶线 20000 元 × 份数。\n#   住院另付:第 4 天起每天 30 元,每年最多 90 天,不乘份数。\n#   两项之和不超过结算单剩余金额,先付医疗互助金。\n#   The admission picks the enrolment period. 30 days'' waiting, none where at most 31 uncovered days\n#   lie before the period. A deductible of 500 a year, then 50/60/70 % on the year''s cumulative amount\n#   above it, times a factor by hospital level; at most 20,000 a year for each unit held. In-patient\n#   stays also get 30 a day from the 4th day, at most 90 days a year. Both together never exceed what\n#   is left of the bill.\n\n[scheme]\nid = \"city\"\ntitle = { zh = \"城市基准互助方案\", en = \"city benchmark\" }\ncurrency = \"CNY\"\nbasis = \"admission\"\norder = \"settlement\"\n\n[edition]\nid = \"1\"\ntitle = { zh = \"唯一一期\", en = \"the only edition\" }\nfrom = \"1900-01-01\"\nsource = \"own terms, made for the benchmark\"\nnotes = [\n  \"A hospital without a level (未定级) has the factor 1.00: our choice.\",\n  \"Payments of civil-servant, enterprise and large-amount funds are not taken off the base; they do reduce what is left of the bill.\",\n  \"Days are counted on every bill, even where stays overlap.\",\n]\n\n[parameters]\nyear_deductible = \"500\"         # 年度起付线\nlow_pays = \"50%\"\nmiddle_pays = \"60%\"\nhigh_pays = \"70%\"\nceiling = \"20000\"               # 每份年度封顶线\ndaily_money = \"30\"              # 住院津贴\npaid_days = 90\n\n[amounts]\nself_paid = \"max(0, total - out_of_catalogue - pool_paid - critical_paid - assistance_paid - other_paid)\"\n\n[[plan]]\nid = \"city\"\ntitle = { zh = \"城市基准互助保障\", en = \"city benchmark cover\" }\nclause = \"参保与等待期 (cover and waiting)\"\nrenewal_gap = 31\nunits = { most = 1000 }\nwaiting = { days = 30, on_renewal = \"waived\" }\n\n[[benefit]]\nid = \"reimbursement\"\nplan = \"city\"\ntitle = { zh = \"医疗互助金\", en = \"medical aid\" }\nclause = \"起付线、分段、等级系数与封顶线 (deductible, bands, factor, ceiling)\"\ncategories = [\"inpatient\", \"outpatient_chronic\", \"emergency\", \"event\"]\nagainst_bill = \"within\"\nbase = \"self_paid\"\nfactor = { by = \"hospital_level\", is = { \"1\" = \"1.00\", \"2\" = \"0.95\", \"3\" = \"0.90\", none = \"1.00\" } }\nround = { to = \"0.01\", mode = \"half_up\" }\nper_unit = false\n\n[benefit.deductible]\namount = \"year_deductible\"\nwindow = \"year\"\n\n[benefit.bands]\nposition = \"cumulative\"\nwindow = \"year\"\nfrom = \"above_deductible\"\nrounding = \"each_bill\"\nrates = [\n  { to = \"5000\", pays = \"low_pays\" },\n  { to = \"20000\", pays = \"middle_pays\" },\n  { pays = \"high_pays\" },\n]\n\n[[benefit.limit]]\namount = \"ceiling\"\nwindow = \"year\"\nper_unit = true\n\n[[benefit]]\nid = \"per_diem\"\nplan = \"city\"\ntitle = { zh = \"住院津贴\", en = \"daily hospital money\" }\nclause = \"住院津贴：第 4 天起，每年最多 90 天 (daily money)\"\ncategories = [\"inpatient\"]\nagainst_bill = \"within\"\nper_unit = false\n\n[benefit.days]\ncount = \"nights\"\nfrom_day = 4\npays = \"daily_money\"\nshared_days = \"each_bill\"\n\n[[benefit.limit]]\ndays = \"paid_days\"\nwindow = \"year\"\nper_unit = false\n"}]');
CREATE TABLE run(
    no INTEGER PRIMARY KEY, posted_on TEXT NOT NULL, rules INTEGER NOT NULL, engine TEXT NOT NULL,
    prepared_by TEXT NOT NULL, manifest TEXT NOT NULL, summary TEXT NOT NULL, seal BLOB NOT NULL,
    facts INTEGER NOT NULL);
INSERT INTO "run" VALUES(1,'2026-03-01',1,'0.1.0','wang','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"city","rules":[{"file":"1.toml","sha256":"10968a65e281ac74b5c15da2eb6531b0a45fbbcbe98ecb55295888e1391527f4"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"82bbaf92cdd1b69b2f299929ced60541eebf0a024481627b43615a742a35ad8d","rows":6,"used":6,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"a9f521c6e446d703e6e92f44c1d98c26cefab8d7bf7bb37869a3b3e61e51ed65","rows":14,"used":14,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"8a1dfc3898f7a17923e50d489c62f33dce45ffa87f3db629cd9a4ed382315cd4","rows":8,"used":8,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]}],"bills":{"decided":8,"paid":3,"nil":2,"denied":3},"outputs":[{"file":"decisions.csv","sha256":"49865a2361799adefafc7fb823f05a63cca92197569e1dd3d123cc9d099408ef"},{"file":"payments.csv","sha256":"1b6014fe1d9d961025c924fc3b547b2e5e90d01545eaa65f93a69562957816e9"},{"file":"changes.csv","sha256":"ce642d1fdb4cdfb87fec88c924a96bf8b69f9d6ca030b14585e42312f57f7b39"},{"file":"pending.csv","sha256":"6f135a16fc32056caf0136437aadc9bf99d095f626f9743b5cbd8e5ef866234a"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"summary.json","sha256":"f4d2d0a12560a00ccb70575a5f507831c248cb3d8e03dd2026e3dcc48295fdaf"}]}','{"format":"huzhu-night/1","run":1,"posted_on":"2026-03-01","scheme":"city","currency":"CNY","members":6,"members_decided":6,"bills":{"decided":8,"paid":3,"nil":2,"denied":3},"moved":{"due":{"count":5,"amount":"5893.37"},"paid":{"count":2,"amount":"5893.37"}},"payments":2,"due_now":"5893.37","changes":0,"pending":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":0}',X'4EE0EDE20B934884DD397B72F5D5DD26A569F491B898DE679D18613EF0982443',0);
INSERT INTO "run" VALUES(2,'2026-03-02',1,'0.1.0','wang','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"city","rules":[{"file":"1.toml","sha256":"10968a65e281ac74b5c15da2eb6531b0a45fbbcbe98ecb55295888e1391527f4"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"8aa7a284ec3689efd3e9e250015ed3d8e5010addfae773f7c35ded30e00ffb19","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"f1b85a54a40a693995788d8967abba1dbf54138d12adcdfac643b2bea9665f5d","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"aedc417fd9183221afd8ba176ea4be1f9636f027319a810e6cfcfaa7d4317f6c","rows":5,"used":5,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]}],"bills":{"decided":11,"paid":5,"nil":1,"denied":5},"outputs":[{"file":"decisions.csv","sha256":"d11f6bb38aaf7b3692a733b46055309088f1f3e87d98dbb914183c22840701a5"},{"file":"payments.csv","sha256":"455e6d72b362ed80b7c8913ff0c8a1b65b3c917356026d1b376115af00b9b39e"},{"file":"changes.csv","sha256":"ce642d1fdb4cdfb87fec88c924a96bf8b69f9d6ca030b14585e42312f57f7b39"},{"file":"pending.csv","sha256":"6f135a16fc32056caf0136437aadc9bf99d095f626f9743b5cbd8e5ef866234a"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"summary.json","sha256":"130a0f53eb2d969846a2168eb79ffc2f4cc05baf8c061a7c99e62c1b5d7ac48b"}]}','{"format":"huzhu-night/1","run":2,"posted_on":"2026-03-02","scheme":"city","currency":"CNY","members":0,"members_decided":2,"bills":{"decided":11,"paid":5,"nil":1,"denied":5},"moved":{"due":{"count":3,"amount":"1703.41"},"paid":{"count":1,"amount":"1703.41"}},"payments":1,"due_now":"1703.41","changes":0,"pending":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":0}',X'BC773C1DFCCDA7D05C33680D9A17001EC757F72AB8D62205C46AEC03F061D6EE',0);
INSERT INTO "run" VALUES(3,'2026-03-03',1,'0.1.0','wang','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"city","rules":[{"file":"1.toml","sha256":"10968a65e281ac74b5c15da2eb6531b0a45fbbcbe98ecb55295888e1391527f4"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"8aa7a284ec3689efd3e9e250015ed3d8e5010addfae773f7c35ded30e00ffb19","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"f1b85a54a40a693995788d8967abba1dbf54138d12adcdfac643b2bea9665f5d","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"c18efff721694cfda3e08d61b44227fb49474bc371aa0622a628604e7f1bd4ad","rows":2,"used":0,"rejected":0,"duplicates":1,"superseded":0,"void":1,"ignored_columns":[]}],"bills":{"decided":7,"paid":1,"nil":1,"denied":5},"outputs":[{"file":"decisions.csv","sha256":"5f5a963c8a6896b61d47c594ff4b0c0057e06cb605b474ea7337d8e3c3ba3e65"},{"file":"payments.csv","sha256":"5968d042466f0f0caf85f47978816f66ad63b4c090ea22d2e829410d5f69f8ec"},{"file":"changes.csv","sha256":"31b621e8067616c792fb96820998af1807f90a587e881febf0360bac09a9e5f5"},{"file":"pending.csv","sha256":"6f135a16fc32056caf0136437aadc9bf99d095f626f9743b5cbd8e5ef866234a"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"summary.json","sha256":"45e15a7ece50f903c0f3b807c6a749135b07fd7366373fb1b4b4fd78516c6112"}]}','{"format":"huzhu-night/1","run":3,"posted_on":"2026-03-03","scheme":"city","currency":"CNY","members":0,"members_decided":1,"bills":{"decided":7,"paid":1,"nil":1,"denied":5},"moved":{"recovery":{"count":1,"amount":"3905.23"},"reversal":{"count":2,"amount":"-3905.23"}},"payments":0,"due_now":"0.00","changes":2,"pending":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":1,"superseded":0,"void":1}',X'C0B4F0DD06502348C3D87BB6A2BFC52B04134D5797058E8926487395A5641ABA',0);
CREATE TABLE scheme(id TEXT NOT NULL, currency TEXT NOT NULL, decimals INTEGER NOT NULL);
INSERT INTO "scheme" VALUES('city','CNY',2);
CREATE TABLE transfer(
    no INTEGER PRIMARY KEY, payment INTEGER NOT NULL, kind TEXT NOT NULL, release INTEGER,
    payee INTEGER, file TEXT, happened_on TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL);
CREATE INDEX entry_of_posting ON entry(posting);
CREATE INDEX payment_of_run ON payment(run);
CREATE INDEX transfer_of_release ON transfer(release);
CREATE INDEX transfer_of_payment ON transfer(payment);
CREATE INDEX payee_of_member ON payee(member_id);
CREATE INDEX fact_of_member ON fact(member_id);
COMMIT;
