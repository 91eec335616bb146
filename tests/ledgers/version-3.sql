-- A ledger of version 3 of the tables, as SQL: four nights in Willow Bay, with columns of its own, of A to G, and U.
-- A1 is paid and came again written otherwise; B1 is void; B2 went from B to C; C1 was corrected and is decided by
-- hand; D and G are one person; E has an opening, and E1 is held; F1 was corrected and a payment of F came back; U1
-- waits for U, whom nobody knows; V1 is void and nobody knows it.
BEGIN TRANSACTION;
CREATE TABLE bill(hash INTEGER NOT NULL, member INTEGER NOT NULL, PRIMARY KEY(hash, member))
    WITHOUT ROWID;
INSERT INTO "bill" VALUES(-3948778237574875269,7);
INSERT INTO "bill" VALUES(-3674623297467804325,2);
INSERT INTO "bill" VALUES(-3110299632858651882,1);
INSERT INTO "bill" VALUES(-2839973822547858383,8);
INSERT INTO "bill" VALUES(-2208336098630833702,1);
INSERT INTO "bill" VALUES(-871318070169984717,4);
INSERT INTO "bill" VALUES(1187971140571475678,6);
INSERT INTO "bill" VALUES(4841049026304247467,3);
INSERT INTO "bill" VALUES(5645774641266566178,5);
INSERT INTO "bill" VALUES(5871054321965259691,2);
INSERT INTO "bill" VALUES(5871054321965259691,3);
CREATE TABLE columns(
    no INTEGER PRIMARY KEY, members TEXT NOT NULL, enrolments TEXT NOT NULL, bills TEXT NOT NULL);
INSERT INTO "columns" VALUES(1,'member_id,birth_date,sex,org_code,hardship,name,household_id,model_worker
','member_id,plan,start,end,units,enrolled_on,revision,status
','bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid,submitted_on,cause,in_network,referral,stay_id,revision,status,total,out_of_catalogue,over_limit,class_b_prepay,in_scope,deductible,pool_paid,critical_paid,assistance_paid,other_paid,civil_servant_paid,large_amount_paid,enterprise_paid,account_paid,hospital_borne,companion,site
');
CREATE TABLE fact(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, member_id TEXT NOT NULL, body TEXT NOT NULL,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, login TEXT NOT NULL DEFAULT '', second TEXT NOT NULL DEFAULT '');
INSERT INTO "fact" VALUES(1,'payees','','{"file":"02d0ba3a3c142962e40561e54883eb94712204cfacac1dc5bc710e8a8661814a"}','2024-04-01','Wu','','root','');
INSERT INTO "fact" VALUES(2,'same_person','D','{"other":"G"}','2024-04-02','Li','a new card','root','Wang');
INSERT INTO "fact" VALUES(3,'override','C','{"amount":90000,"benefit":"medical","bill_id":"C1"}','2024-04-02','Li','an appeal','root','Wang');
INSERT INTO "fact" VALUES(4,'opening','E','{"accumulator":"medical.deductible","cut_over":"2024-02-29","day":"2024-01-01","value":20000}','2024-04-02','Li','the old system','root','');
CREATE TABLE hold(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, login TEXT NOT NULL);
INSERT INTO "hold" VALUES(1,'hold','bill','E1','2024-04-03','Li','a paper is missing','root');
CREATE TABLE member(no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, posting INTEGER NOT NULL);
INSERT INTO "member" VALUES(1,'A',9);
INSERT INTO "member" VALUES(2,'B',10);
INSERT INTO "member" VALUES(3,'C',14);
INSERT INTO "member" VALUES(4,'D',16);
INSERT INTO "member" VALUES(5,'E',17);
INSERT INTO "member" VALUES(6,'F',12);
INSERT INTO "member" VALUES(7,'G',15);
INSERT INTO "member" VALUES(8,'U',13);
CREATE TABLE month(
    no INTEGER PRIMARY KEY, month TEXT NOT NULL, kind TEXT NOT NULL, happened_on TEXT NOT NULL,
    author TEXT NOT NULL, reason TEXT NOT NULL, login TEXT NOT NULL DEFAULT '');
CREATE TABLE payee(
    no INTEGER PRIMARY KEY, member_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    account TEXT NOT NULL, happened_on TEXT NOT NULL, author TEXT NOT NULL DEFAULT '', login TEXT NOT NULL DEFAULT '');
INSERT INTO "payee" VALUES(1,'A','member','Payee of A','6222000A','2024-04-01','Wu','root');
INSERT INTO "payee" VALUES(2,'B','member','Payee of B','6222000B','2024-04-01','Wu','root');
INSERT INTO "payee" VALUES(3,'C','member','Payee of C','6222000C','2024-04-01','Wu','root');
INSERT INTO "payee" VALUES(4,'D','member','Payee of D','6222000D','2024-04-01','Wu','root');
INSERT INTO "payee" VALUES(5,'E','member','Payee of E','6222000E','2024-04-01','Wu','root');
INSERT INTO "payee" VALUES(6,'F','member','Payee of F','6222000F','2024-04-01','Wu','root');
CREATE TABLE payment(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, member INTEGER NOT NULL, amount INTEGER NOT NULL, id TEXT NOT NULL DEFAULT '', before INTEGER NOT NULL DEFAULT 0, part_of INTEGER, in_hand INTEGER NOT NULL DEFAULT 0);
INSERT INTO "payment" VALUES(1,1,1,303000,'PET0SFRDF9F6TKKF8',0,NULL,0);
INSERT INTO "payment" VALUES(2,1,2,175000,'PQR4M6XJ7JHMEC0KC',0,NULL,0);
INSERT INTO "payment" VALUES(3,1,3,75000,'PFA70AZNQK3W3X26H',0,NULL,0);
INSERT INTO "payment" VALUES(4,1,4,75000,'PZ3R9PX5R08G3QXSM',0,NULL,0);
INSERT INTO "payment" VALUES(5,1,6,75000,'PDY43RSNHXJECYXVS',0,NULL,75000);
INSERT INTO "payment" VALUES(6,2,3,135000,'PYHSPTGN2ED29KJ6K',75000,NULL,0);
INSERT INTO "payment" VALUES(7,2,6,20000,'PZARXAV3DHG4KRV84',75000,NULL,0);
INSERT INTO "payment" VALUES(8,3,3,5000,'PX5813TZV7KTC16MK',210000,NULL,0);
INSERT INTO "payment" VALUES(9,3,4,50000,'PKZ0DH2TTP2M0CTD0',75000,NULL,0);
INSERT INTO "payment" VALUES(10,3,5,85000,'P4A7H9MV1C0S37T49',0,NULL,85000);
CREATE TABLE posting(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, member INTEGER NOT NULL, before INTEGER,
    columns INTEGER NOT NULL, person TEXT NOT NULL, periods TEXT NOT NULL, bills TEXT NOT NULL,
    said TEXT NOT NULL, decisions TEXT NOT NULL, entitled INTEGER NOT NULL, paid INTEGER NOT NULL,
    stood INTEGER NOT NULL, seal BLOB NOT NULL, entries TEXT NOT NULL DEFAULT '[]', withdrawn INTEGER NOT NULL DEFAULT 0);
INSERT INTO "posting" VALUES(1,1,1,NULL,1,'A,1980-01-01,F,99.01,no,,,
','A,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','A1,A,inpatient,H1,2,2024-03-01,2024-03-11,2024-03-11,I10,6000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,6000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,0.00,local
','','A1,medical,paid,,2024-03-11,e,medical=275000;daily=28000
',303000,303000,0,X'4BD01E89951AF3CE235884B8B84C4CD153404B360068B698A2E07F51BB4ED75C','[["due","A1","medical","daily","e",28000,"2024-03-11","bill:A1"],["due","A1","medical","medical","e",275000,"2024-03-11","bill:A1"],["paid","","","","",303000,"2024-04-01","due"]]',0);
INSERT INTO "posting" VALUES(2,1,2,NULL,1,'B,1980-01-01,F,99.01,no,,,
','B,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','B1,B,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,1500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,1500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
B2,B,inpatient,H1,2,2024-03-07,2024-03-08,2024-03-08,I10,2500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,2500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,35.00,elsewhere
','','B1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=50000
B2,medical,paid,daily:no_day_counts,2024-03-08,e,medical=125000
',175000,175000,0,X'0B9C67630663405450669EA7DC4CC7DD62C5A735C18E377F42026330C62A9799','[["due","B1","medical","medical","e",50000,"2024-03-06","bill:B1"],["due","B2","medical","medical","e",125000,"2024-03-08","bill:B2"],["paid","","","","",175000,"2024-04-01","due"]]',0);
INSERT INTO "posting" VALUES(3,1,3,NULL,1,'C,1980-01-01,F,99.01,no,,,
','C,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','C1,C,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,final,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','C1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=75000
',75000,75000,0,X'9FC60A244B40CB96A1038ACEE7FDE906C23D89BD81DCD22BEF9AD786927DF934','[["due","C1","medical","medical","e",75000,"2024-03-06","bill:C1"],["paid","","","","",75000,"2024-04-01","due"]]',0);
INSERT INTO "posting" VALUES(4,1,4,NULL,1,'D,1980-01-01,F,99.01,no,,,
','D,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','D1,D,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','D1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=75000
',75000,75000,0,X'B268D082049BB2D69675AC12112E0FE4C35A98DCD667577C8CC4AAF623D120AD','[["due","D1","medical","medical","e",75000,"2024-03-06","bill:D1"],["paid","","","","",75000,"2024-04-01","due"]]',0);
INSERT INTO "posting" VALUES(5,1,5,NULL,1,'E,1980-01-01,F,99.01,no,,,
','E,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','','','',0,0,0,X'F5B69DBB4ADECA63E6019EBFDDFD412C367441B37B06D1B130C2D18F453C8EF7','[]',0);
INSERT INTO "posting" VALUES(6,1,6,NULL,1,'F,1980-01-01,F,99.01,no,,,
','F,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','F1,F,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,0,,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','F1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=75000
',75000,75000,0,X'22509A7A0FD9F2BE09A986310E7F28DAE6577D018C058A25D2B68D223AC44C46','[["due","F1","medical","medical","e",75000,"2024-03-06","bill:F1"],["paid","","","","",75000,"2024-04-01","due"]]',0);
INSERT INTO "posting" VALUES(7,1,7,NULL,1,'G,1980-01-01,F,99.01,no,,,
','G,medical,2022-01-01,2022-12-31,1,2022-01-01,,
','G1,G,inpatient,H1,2,2024-03-07,2024-03-08,2024-03-08,I10,1000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,1000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','G1,,denied,no_cover,2024-03-08,e,
',0,0,0,X'C221CFD9D7B20880356228A7DE8576EBACCF1757E79245A7FE54564D948D4166','[]',0);
INSERT INTO "posting" VALUES(8,1,8,NULL,1,'','U,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','U1,U,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,3000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,3000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','',0,0,0,X'54F2A1F14492BA4F655FF9784E7785426287B4F62F563199CAC8D7A94627AD34','[]',0);
INSERT INTO "posting" VALUES(9,2,1,1,1,'A,1980-01-01,F,99.01,no,,,
','A,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','A1,A,inpatient,H1,2,2024-03-01,2024-03-11,2024-03-11,I10,6000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,6000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,0.00,local
A1,A,inpatient,H1,2,2024-03-01,2024-03-11,2024-03-11,I10,6000,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,final,6000,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
V1,A,inpatient,H1,2,2024-03-20,2024-03-21,2024-03-21,I10,100.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,void,100.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','A1,medical,paid,,2024-03-11,e,medical=275000;daily=28000
',303000,303000,0,X'C9927E2E9D6B86D3B802A19DE7CF5967539069EE08BA981D97B5B33D2124700A','[]',0);
INSERT INTO "posting" VALUES(10,2,2,2,1,'B,1980-01-01,F,99.01,no,,,
','B,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','B1,B,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,1500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,1500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
B2,B,inpatient,H1,2,2024-03-07,2024-03-08,2024-03-08,I10,2500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,2500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,35.00,elsewhere
B2,C,inpatient,H1,2,2024-03-07,2024-03-08,2024-03-08,I10,2500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,1,,2500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,35.00,elsewhere
B1,B,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,1500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,void,1500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','',0,175000,0,X'A119B14FD851C8DAF6098A0E3CD1D3EC0F6CBE6EA39367421A4F4C67C903F89A','[["reversal","B1","medical","medical","e",-50000,"2024-03-06","void_bill:B1"],["reversal","B2","medical","medical","e",-125000,"2024-03-08","void_bill:B2"],["recovery","","","","",175000,"2024-04-02","set_off_next"]]',0);
INSERT INTO "posting" VALUES(11,2,3,3,1,'C,1980-01-01,F,99.01,no,,,
','C,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','C1,C,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,final,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
B2,C,inpatient,H1,2,2024-03-07,2024-03-08,2024-03-08,I10,2500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,1,,2500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,35.00,elsewhere
C1,C,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2200.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,final,2200.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','C1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=85000
B2,medical,paid,daily:no_day_counts,2024-03-08,e,medical=125000
',210000,210000,0,X'1263401EBCC51E38ADA26C4E57594ADF1DC7B41BA5B833B1C03AE8F63365D1F7','[["due","B2","medical","medical","e",125000,"2024-03-08","bill:B2"],["due","C1","medical","medical","e",10000,"2024-03-06","corrected_bill:C1"],["paid","","","","",135000,"2024-04-02","due"]]',0);
INSERT INTO "posting" VALUES(12,2,6,6,1,'F,1980-01-01,F,99.01,no,,,
','F,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','F1,F,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,0,,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
F1,F,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2400.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,1,,2400.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','F1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=95000
',95000,95000,0,X'3531056903DB5CD513D8CEBA5C5CBC33F7E22A4B83ACADC9401F0B849A967E93','[["due","F1","medical","medical","e",20000,"2024-03-06","corrected_bill:F1"],["paid","","","","",20000,"2024-04-02","due"]]',0);
INSERT INTO "posting" VALUES(13,2,8,8,1,'','U,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','U1,U,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,3000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,3000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
U1,U,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,3300.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,1,,3300.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','','',0,0,0,X'9DB8010A112E8A638CA639EC0CD855413C5C253A97C8FBE5CE97B410ADABB3D1','[]',0);
INSERT INTO "posting" VALUES(14,3,3,11,1,'C,1980-01-01,F,99.01,no,,,
','C,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','C1,C,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,final,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
B2,C,inpatient,H1,2,2024-03-07,2024-03-08,2024-03-08,I10,2500.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,1,,2500.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,35.00,elsewhere
C1,C,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2200.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,final,2200.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','{"body":{"amount":90000,"benefit":"medical","bill_id":"C1"},"kind":"override"}
','C1,medical,paid,medical:overridden;daily:no_day_counts,2024-03-06,e,medical=90000
B2,medical,paid,daily:no_day_counts,2024-03-08,e,medical=125000
',215000,215000,0,X'AB854F2B687AB7E6B0B1F20918547631DF200D9A3B3804CD5FD351766DE438D9','[["due","C1","medical","medical","e",5000,"2024-03-06","decided_by_hand"],["paid","","","","",5000,"2024-04-03","due"]]',0);
INSERT INTO "posting" VALUES(15,3,7,7,1,'','','','','',0,0,0,X'B3B6330176477969D95CB436A75D926A19599825E0D6DE42B210FC7397871643','[]',0);
INSERT INTO "posting" VALUES(16,3,4,4,1,'D,1980-01-01,F,99.01,no,,,
','D,medical,2023-01-01,2024-12-31,1,2022-01-01,,
G,medical,2022-01-01,2022-12-31,1,2022-01-01,,
','D1,D,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
G1,G,inpatient,H1,2,2024-03-07,2024-03-08,2024-03-08,I10,1000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,1000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','{"body":{"other":"G"},"kind":"same_person"}
','D1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=75000
G1,medical,paid,daily:no_day_counts,2024-03-08,e,medical=50000
',125000,125000,0,X'9116790AC66658118D9CBDE33B2450ECE5030A44BAEB85A7B23AAE0A99611DB3','[["due","G1","medical","medical","e",50000,"2024-03-08","bill:G1"],["paid","","","","",50000,"2024-04-03","due"]]',0);
INSERT INTO "posting" VALUES(17,3,5,5,1,'E,1980-01-01,F,99.01,no,,,
','E,medical,2023-01-01,2024-12-31,1,2022-01-01,,
','E1,E,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,2000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,,,2000.00,0.00,,0.00,,0.00,0.00,0.00,0.00,0.00,,,,,,,
','{"body":{"accumulator":"medical.deductible","cut_over":"2024-02-29","day":"2024-01-01","value":20000},"kind":"opening"}
','E1,medical,paid,daily:no_day_counts,2024-03-06,e,medical=85000
',85000,85000,0,X'5A5787F6494C772ABE6B36A5BCB732B786299663CAE4674ED22ECB6AD667F763','[["due","E1","medical","medical","e",85000,"2024-03-06","bill:E1"],["paid","","","","",85000,"2024-04-03","due"]]',0);
CREATE TABLE "release"(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, file TEXT NOT NULL, payments INTEGER NOT NULL,
    total INTEGER NOT NULL, happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
    login TEXT NOT NULL DEFAULT '');
INSERT INTO "release" VALUES(1,1,'48a1cd4ebb2f620bbdf15d82c17e541b2af5c49d771598835b51de369378011e',5,703000,'2024-04-01','Qian','the month''s payments','root');
INSERT INTO "release" VALUES(2,2,'8b62d1461bf065b4b6bee477d35d72a72e6398402fd94b53743aa76725584e0d',2,155000,'2024-04-02','Qian','the month''s payments','root');
INSERT INTO "release" VALUES(3,3,'0193bba684cb71dd536a7db5822cb5a579cad64d7350ceac3e9a55e8c5e71f97',2,55000,'2024-04-03','Qian','the month''s payments','root');
CREATE TABLE rules(no INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, files TEXT NOT NULL);
INSERT INTO "rules" VALUES(1,'664f092c53df26a4027d7ebe79693d5a3beffefc47629fcd453928dc7b098b88','[{"file":"willow.toml","text":"# Willow Bay: an invented scheme of one plan, with aid within the bill and daily money beside it.\n[scheme]\nid = \"willow\"\ntitle = { zh = \"柳湾市职工住院互助\", en = \"Willow Bay in-patient mutual aid\" }\ncurrency = \"CNY\"\nbasis = \"admission\"\norder = \"settlement\"\n\n[edition]\nid = \"e\"\ntitle = { zh = \"期\", en = \"e\" }\nfrom = \"2020-01-01\"\nto = \"2030-12-31\"\nsource = \"the printed terms\"\n\n[[plan]]\nid = \"medical\"\ntitle = { zh = \"住院互助\", en = \"in-patient cover\" }\nclause = \"art. 1\"\nrenewal_gap = 31\nwaiting = { days = { by = \"cause\", is = { accident = 0 }, otherwise = 30 }, on_renewal = \"waived\" }\nfiling = { days = 180, after = \"discharge\" }\n\n[[benefit]]\nid = \"medical\"\nplan = \"medical\"\ntitle = { zh = \"医疗互助金\", en = \"medical aid\" }\nclause = \"art. 2\"\ncategories = [\"inpatient\"]\nagainst_bill = \"within\"\nbase = \"in_scope - funds_paid\"\n[benefit.deductible]\namount = \"500\"\nwindow = \"cover\"\n[benefit.bands]\nposition = \"cumulative\"\nwindow = \"cover\"\nfrom = \"above_deductible\"\nrounding = \"each_bill\"\nrates = [{ to = \"10000\", pays = \"50%\" }, { to = \"50000\", pays = \"70%\" }]\n[[benefit.limit]]\namount = \"20000\"\nwindow = \"cover\"\n\n[[benefit]]\nid = \"daily\"\nplan = \"medical\"\ntitle = { zh = \"住院津贴\", en = \"daily money\" }\nclause = \"art. 3\"\ncategories = [\"inpatient\"]\nagainst_bill = \"beside\"\n[benefit.days]\ncount = \"nights\"\nfrom_day = 4\npays = \"40\"\nshared_days = \"once\"\n[[benefit.limit]]\ndays = 60\nwindow = \"cover\"\n\n[fields]\nmodel_worker = { type = \"flag\", of = \"member\", default = \"no\" }\ncompanion = { type = \"amount\", of = \"bill\", default = \"0\" }\nsite = { type = \"category\", of = \"bill\", values = [\"local\", \"elsewhere\"], default = \"local\" }\n"}]');
CREATE TABLE run(
    no INTEGER PRIMARY KEY, posted_on TEXT NOT NULL, rules INTEGER NOT NULL, engine TEXT NOT NULL,
    prepared_by TEXT NOT NULL, manifest TEXT NOT NULL, summary TEXT NOT NULL, seal BLOB NOT NULL,
    facts INTEGER NOT NULL, transfers INTEGER, holds INTEGER, login TEXT NOT NULL DEFAULT '');
INSERT INTO "run" VALUES(1,'2024-04-01',1,'0.1.0','Zhao','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"willow","rules":[{"file":"willow.toml","sha256":"aa922bae6be14019645321efcd6354c22faf5acbd3bb9c9cd8aed0fa3fd8002d"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"e7a95be8a0ebc5cf88370a6e362b52c8eea9175de9d037be572aa3603e8dbc51","rows":7,"used":7,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"ba4e30979d0081db2f874e815560952d38ca862b43b729487f18fcff9c9f372a","rows":8,"used":7,"rejected":0,"duplicates":0,"superseded":0,"void":0,"pending":1,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"41249046dab0332cddbe8688eaf5ce795d892bd2522dcb8aa84ac6a21db02112","rows":8,"used":7,"rejected":0,"duplicates":0,"superseded":0,"void":0,"pending":1,"ignored_columns":[]}],"bills":{"decided":7,"paid":6,"nil":0,"denied":1},"outputs":[{"file":"decisions.csv","sha256":"0e9cc8726448688aa3d70de02c8fcb0a7ea4c9edbbf11d749715ccbd585c5820"},{"file":"payments.csv","sha256":"4702737118c289947c83c340b51418ee77da6fb97f59f542a6f3ec27d8d08b55"},{"file":"withdrawn.csv","sha256":"f96f0c7140267d6036e63f3f3477d855582bbdc0fb1ec28a21c01accf32d6177"},{"file":"changes.csv","sha256":"ce642d1fdb4cdfb87fec88c924a96bf8b69f9d6ca030b14585e42312f57f7b39"},{"file":"pending.csv","sha256":"2a46f0460d076833a67c749cb8483ba9ed5834afa4550bc4940b67c514f9301f"},{"file":"openings.csv","sha256":"c01f41a6636f64bc5664db6fac6eff33b40fea000dd04ec35b15ce3232f90108"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"unknown_voids.csv","sha256":"a5fb12da95cf2e875f235170c4713fdc8bcd0185649fd3a1009d361c26a9ac6b"},{"file":"summary.json","sha256":"8fabbf538dd81908809a3371e767dc0692039f6c50dcff9072be9b8bd5778ce5"}]}','{"format":"huzhu-night/1","run":1,"posted_on":"2024-04-01","scheme":"willow","currency":"CNY","members":7,"members_decided":7,"bills":{"decided":7,"paid":6,"nil":0,"denied":1},"moved":{"due":{"count":7,"amount":"7030.00"},"paid":{"count":5,"amount":"7030.00"}},"payments":5,"due_now":"7030.00","withdrawn":{"count":0,"amount":"0.00"},"changes":0,"pending":2,"settled_elsewhere":0,"openings_idle":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":0,"void_unknown":0}',X'54F2A1F14492BA4F655FF9784E7785426287B4F62F563199CAC8D7A94627AD34',0,0,0,'root');
INSERT INTO "run" VALUES(2,'2024-04-02',1,'0.1.0','Zhao','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"willow","rules":[{"file":"willow.toml","sha256":"aa922bae6be14019645321efcd6354c22faf5acbd3bb9c9cd8aed0fa3fd8002d"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"45d2f1ea6becbfad7a2efeeac2a016736474569c48f023a0041c5fd8fc74c40c","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"15c0d2aec37b00505535ecd1077099af4a44c923f90085761c7172a6670d6967","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"24e7af7abf0fc2fd78620cf499008fa77f91fd3e76c47c3d52c90bfeccc26554","rows":7,"used":4,"rejected":0,"duplicates":0,"superseded":0,"void":1,"void_unknown":1,"pending":1,"ignored_columns":[]}],"bills":{"decided":4,"paid":4,"nil":0,"denied":0},"outputs":[{"file":"decisions.csv","sha256":"e47f823eae78874e7ca5667e299f535a28050e11949085ff46e6ad21f978de14"},{"file":"payments.csv","sha256":"6f9d752b5db25f1ddbd3384ce93676bd9c041395dc376261c3d3c144a78dccd5"},{"file":"withdrawn.csv","sha256":"f96f0c7140267d6036e63f3f3477d855582bbdc0fb1ec28a21c01accf32d6177"},{"file":"changes.csv","sha256":"3f6a1290368cdd6dab651e19da768a1f0de629ea4259dbcdf491be8ce0d4025d"},{"file":"pending.csv","sha256":"2a46f0460d076833a67c749cb8483ba9ed5834afa4550bc4940b67c514f9301f"},{"file":"openings.csv","sha256":"c01f41a6636f64bc5664db6fac6eff33b40fea000dd04ec35b15ce3232f90108"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"unknown_voids.csv","sha256":"bc5658b9233eeab4affa4f75570f0a6fb188257aa2396d7ffad6b34d086fdbea"},{"file":"summary.json","sha256":"78d1a18b25d86fcaf2377fc47ea2563425f2c0243109e6df8ca6cda945137891"}]}','{"format":"huzhu-night/1","run":2,"posted_on":"2024-04-02","scheme":"willow","currency":"CNY","members":0,"members_decided":4,"bills":{"decided":4,"paid":4,"nil":0,"denied":0},"moved":{"due":{"count":3,"amount":"1550.00"},"paid":{"count":2,"amount":"1550.00"},"recovery":{"count":1,"amount":"1750.00"},"reversal":{"count":2,"amount":"-1750.00"}},"payments":2,"due_now":"1550.00","withdrawn":{"count":0,"amount":"0.00"},"changes":4,"pending":1,"settled_elsewhere":0,"openings_idle":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":1,"void_unknown":1}',X'9DB8010A112E8A638CA639EC0CD855413C5C253A97C8FBE5CE97B410ADABB3D1',1,5,0,'root');
INSERT INTO "run" VALUES(3,'2024-04-03',1,'0.1.0','Zhao','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"willow","rules":[{"file":"willow.toml","sha256":"aa922bae6be14019645321efcd6354c22faf5acbd3bb9c9cd8aed0fa3fd8002d"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"45d2f1ea6becbfad7a2efeeac2a016736474569c48f023a0041c5fd8fc74c40c","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"15c0d2aec37b00505535ecd1077099af4a44c923f90085761c7172a6670d6967","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"14fd863b80b609969793098ec5727444fbc8d19f1b181e92ad23ba0cb57691cc","rows":1,"used":1,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]}],"bills":{"decided":5,"paid":5,"nil":0,"denied":0},"outputs":[{"file":"decisions.csv","sha256":"fa90a93e625e7440a7065289e4d9cd0055b80b627f32adabef56f8e1f9d17fd8"},{"file":"payments.csv","sha256":"602f7693f9428c995759a6e3982573d8d345c39b90513ff17494e502cc50976b"},{"file":"withdrawn.csv","sha256":"f96f0c7140267d6036e63f3f3477d855582bbdc0fb1ec28a21c01accf32d6177"},{"file":"changes.csv","sha256":"56c7eb81f63248589e9a69cc0b4002e9bfb80ecc53c2d90c7301b6264b618990"},{"file":"pending.csv","sha256":"6f135a16fc32056caf0136437aadc9bf99d095f626f9743b5cbd8e5ef866234a"},{"file":"openings.csv","sha256":"c01f41a6636f64bc5664db6fac6eff33b40fea000dd04ec35b15ce3232f90108"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"unknown_voids.csv","sha256":"a5fb12da95cf2e875f235170c4713fdc8bcd0185649fd3a1009d361c26a9ac6b"},{"file":"summary.json","sha256":"327c246df1065b33a1eb89bbd72dfd0f13a283e11eafa376f393f5c10e59ee21"}]}','{"format":"huzhu-night/1","run":3,"posted_on":"2024-04-03","scheme":"willow","currency":"CNY","members":0,"members_decided":3,"bills":{"decided":5,"paid":5,"nil":0,"denied":0},"moved":{"due":{"count":3,"amount":"1400.00"},"paid":{"count":3,"amount":"1400.00"}},"payments":3,"due_now":"1400.00","withdrawn":{"count":0,"amount":"0.00"},"changes":1,"pending":0,"settled_elsewhere":0,"openings_idle":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":0,"void_unknown":0}',X'5A5787F6494C772ABE6B36A5BCB732B786299663CAE4674ED22ECB6AD667F763',4,7,0,'root');
INSERT INTO "run" VALUES(4,'2024-04-04',1,'0.1.0','Zhao','{"format":"huzhu-manifest/1","engine":"0.1.0","scheme":"willow","rules":[{"file":"willow.toml","sha256":"aa922bae6be14019645321efcd6354c22faf5acbd3bb9c9cd8aed0fa3fd8002d"}],"inputs":[{"kind":"members","file":"members.csv","sha256":"45d2f1ea6becbfad7a2efeeac2a016736474569c48f023a0041c5fd8fc74c40c","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"enrolments","file":"enrolments.csv","sha256":"15c0d2aec37b00505535ecd1077099af4a44c923f90085761c7172a6670d6967","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]},{"kind":"bills","file":"bills.csv","sha256":"129f1fbcfcd8b7dcc2421fbd681b2d64068462d2360e11c3ad2b687536bde33c","rows":0,"used":0,"rejected":0,"duplicates":0,"superseded":0,"void":0,"ignored_columns":[]}],"bills":{"decided":2,"paid":2,"nil":0,"denied":0},"outputs":[{"file":"decisions.csv","sha256":"639eb2a02422f3d3c3cade7f7bebe477c28aba182b29e68ee4431006e6b8a7f5"},{"file":"payments.csv","sha256":"5968d042466f0f0caf85f47978816f66ad63b4c090ea22d2e829410d5f69f8ec"},{"file":"withdrawn.csv","sha256":"f96f0c7140267d6036e63f3f3477d855582bbdc0fb1ec28a21c01accf32d6177"},{"file":"changes.csv","sha256":"ce642d1fdb4cdfb87fec88c924a96bf8b69f9d6ca030b14585e42312f57f7b39"},{"file":"pending.csv","sha256":"6f135a16fc32056caf0136437aadc9bf99d095f626f9743b5cbd8e5ef866234a"},{"file":"openings.csv","sha256":"c01f41a6636f64bc5664db6fac6eff33b40fea000dd04ec35b15ce3232f90108"},{"file":"rejects.csv","sha256":"64369e0ddec652689cbd041f2ee63a8acf3a2f707a4d6382acab532cc8afbcaf"},{"file":"unknown_voids.csv","sha256":"a5fb12da95cf2e875f235170c4713fdc8bcd0185649fd3a1009d361c26a9ac6b"},{"file":"summary.json","sha256":"e597f75de34a85fe95443ca22ea335053927f61526a74af6a31afc1a74b51494"}]}','{"format":"huzhu-night/1","run":4,"posted_on":"2024-04-04","scheme":"willow","currency":"CNY","members":0,"members_decided":2,"bills":{"decided":2,"paid":2,"nil":0,"denied":0},"moved":{},"payments":0,"due_now":"0.00","withdrawn":{"count":0,"amount":"0.00"},"changes":0,"pending":0,"settled_elsewhere":0,"openings_idle":0,"rejected_rows":0,"rejected_by_code":{},"duplicates":0,"superseded":0,"void":0,"void_unknown":0}',X'5A5787F6494C772ABE6B36A5BCB732B786299663CAE4674ED22ECB6AD667F763',4,10,1,'root');
CREATE TABLE scheme(id TEXT NOT NULL, currency TEXT NOT NULL, decimals INTEGER NOT NULL);
INSERT INTO "scheme" VALUES('willow','CNY',2);
CREATE TABLE taken_back(
    run INTEGER PRIMARY KEY, happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
    login TEXT NOT NULL);
CREATE TABLE transfer(
    no INTEGER PRIMARY KEY, payment INTEGER NOT NULL, kind TEXT NOT NULL, release INTEGER,
    payee INTEGER, file TEXT, happened_on TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL, amount INTEGER NOT NULL DEFAULT 0, run INTEGER, login TEXT NOT NULL DEFAULT '');
INSERT INTO "transfer" VALUES(1,1,'released',1,1,NULL,'2024-04-01','Qian','',303000,NULL,'root');
INSERT INTO "transfer" VALUES(2,2,'released',1,2,NULL,'2024-04-01','Qian','',175000,NULL,'root');
INSERT INTO "transfer" VALUES(3,3,'released',1,3,NULL,'2024-04-01','Qian','',75000,NULL,'root');
INSERT INTO "transfer" VALUES(4,4,'released',1,4,NULL,'2024-04-01','Qian','',75000,NULL,'root');
INSERT INTO "transfer" VALUES(5,5,'released',1,6,NULL,'2024-04-01','Qian','',75000,NULL,'root');
INSERT INTO "transfer" VALUES(6,6,'released',2,3,NULL,'2024-04-02','Qian','',135000,NULL,'root');
INSERT INTO "transfer" VALUES(7,7,'released',2,6,NULL,'2024-04-02','Qian','',20000,NULL,'root');
INSERT INTO "transfer" VALUES(8,8,'released',3,3,NULL,'2024-04-03','Qian','',5000,NULL,'root');
INSERT INTO "transfer" VALUES(9,9,'released',3,4,NULL,'2024-04-03','Qian','',50000,NULL,'root');
INSERT INTO "transfer" VALUES(10,5,'returned',NULL,NULL,'f8f9c7c9a07284f14697c5742062c2923d4f1c1b51e584aff18e74b8b150ccf5','2024-04-04','Qian','account closed',75000,NULL,'root');
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
