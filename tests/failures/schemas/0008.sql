BEGIN TRANSACTION;
CREATE TABLE arrivals (
	id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	raw_path BLOB, 
	folder TEXT NOT NULL, 
	root TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	place VARCHAR(16) NOT NULL, 
	attempts INTEGER NOT NULL, 
	lost INTEGER NOT NULL, 
	owner VARCHAR(64), 
	sha256 VARCHAR(64), 
	reason TEXT, 
	queued_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_arrivals PRIMARY KEY (id), 
	CONSTRAINT uq_arrivals_path_size_mtime_ns UNIQUE (path, size, mtime_ns), 
	CONSTRAINT ck_arrivals_state CHECK (state IN ('queued', 'working', 'done', 'duplicate', 'quarantined', 'held', 'failed')), 
	CONSTRAINT ck_arrivals_place CHECK (place IN ('inbox', 'moved', 'kept', 'refused')), 
	CONSTRAINT ck_arrivals_owner CHECK ((state = 'working') = (owner IS NOT NULL))
);
INSERT INTO "arrivals" VALUES(1,'/in/a.jpg',NULL,'/in','/in',5,7,'held','inbox',2,1,NULL,NULL,'no card','2026-11-21 09:00:00.000000','2026-11-21 09:00:00.000000');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor TEXT NOT NULL, 
	action TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'2026-11-20 09:00:00.000000','me','correct title','contact 2','{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Partner"],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"]}','{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Head of Research"],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"]}');
INSERT INTO "audit" VALUES(2,'2026-11-20 09:00:00.000000','me','to approved','draft 2','"drafted"','"approved"');
INSERT INTO "audit" VALUES(3,'2026-11-20 09:00:00.000000','me','suppress','suppression e00b040befd4',NULL,'"asked for it"');
CREATE TABLE cards (
	id INTEGER NOT NULL, 
	photo_id INTEGER NOT NULL, 
	card_index INTEGER NOT NULL, 
	page INTEGER NOT NULL, 
	quad TEXT NOT NULL, 
	recommendation VARCHAR(16) NOT NULL, 
	contact_id INTEGER, 
	engine TEXT NOT NULL, 
	version VARCHAR(32) NOT NULL, 
	read_at DATETIME NOT NULL, 
	reading TEXT NOT NULL, 
	crop_jpeg BLOB, 
	CONSTRAINT pk_cards PRIMARY KEY (id), 
	CONSTRAINT uq_cards_photo_id_card_index UNIQUE (photo_id, card_index), 
	CONSTRAINT ck_cards_recommendation CHECK (recommendation IN ('strong', 'medium', 'low', 'none')), 
	CONSTRAINT fk_cards_photo_id FOREIGN KEY(photo_id) REFERENCES photos (id) ON DELETE CASCADE, 
	CONSTRAINT fk_cards_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE SET NULL
);
INSERT INTO "cards" VALUES(1,1,0,0,'[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]]','strong',1,'drawn','0.1.0','2026-11-20 09:00:00.000000','{"page":0,"quad":[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]],"country":"DE","language":"de","recommendation":"strong","contact":{"name":{"full":"Jürgen Müller","given":"Jürgen","family":"Müller","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Engineer"],"departments":[],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234561","e164":"+491701234561","extension":null}],"emails":["jürgen.müller@beispiel.example"],"urls":[],"social":[],"addresses":[],"other_names":[],"unassigned":[],"qr":[]},"fields":[{"kind":"email","value":"jürgen.müller@beispiel.example","raw":"jürgen.müller@beispiel.example","confidence":0.9,"box":[1,2,3,4],"reasons":[],"alternatives":[]}],"quality":null,"timings_ms":{"ocr":75.0},"passes":1,"engine":"drawn","version":"0.1.0","text":["Jürgen Müller","Engineer","Beispiel Optik GmbH","Prismen und Linsen"]}',X'FFD800FF');
INSERT INTO "cards" VALUES(2,2,0,0,'[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]]','strong',2,'drawn','0.1.0','2026-11-20 09:00:00.000000','{"page":0,"quad":[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]],"country":"DE","language":"de","recommendation":"strong","contact":{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Partner"],"departments":[],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"],"urls":[],"social":[],"addresses":[],"other_names":[],"unassigned":[],"qr":[]},"fields":[{"kind":"email","value":"ada@beispiel.example","raw":"ada@beispiel.example","confidence":0.9,"box":[1,2,3,4],"reasons":[],"alternatives":[]}],"quality":null,"timings_ms":{"ocr":75.0},"passes":1,"engine":"drawn","version":"0.1.0","text":["Ada Beispiel","Partner","Beispiel Optik GmbH","Prismen und Linsen"]}',X'FFD800FF');
CREATE TABLE cardscan_schema (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT cardscan_schema_pkc PRIMARY KEY (version_num)
);
INSERT INTO "cardscan_schema" VALUES('0008');
CREATE TABLE "contact_values" (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	value TEXT NOT NULL, 
	value_key TEXT NOT NULL, 
	origin VARCHAR(16) NOT NULL, 
	confidence FLOAT NOT NULL, 
	card_id INTEGER, 
	position INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	withdrawn_at DATETIME, 
	CONSTRAINT pk_contact_values PRIMARY KEY (id), 
	CONSTRAINT fk_contact_values_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_contact_values_card_id FOREIGN KEY(card_id) REFERENCES cards (id) ON DELETE SET NULL, 
	CONSTRAINT ck_contact_values_kind CHECK (kind IN ('name', 'title', 'department', 'organization', 'phone', 'email', 'url', 'social', 'address', 'pronouns', 'other_name', 'unassigned')), 
	CONSTRAINT ck_contact_values_origin CHECK (origin IN ('card', 'qr', 'imported', 'human')), 
	CONSTRAINT ck_contact_values_confidence CHECK (confidence >= 0 AND confidence <= 1)
);
INSERT INTO "contact_values" VALUES(1,1,'name','{"full":"Jürgen Müller","given":"Jürgen","family":"Müller","honorific":null,"suffix":null,"post_nominals":[],"other_script":null}','jürgen müller','card',0.5,1,0,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(2,1,'organization','"Beispiel Optik GmbH"','beispiel optik gmbh','card',0.5,1,1,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(3,1,'title','"Engineer"','engineer','card',0.5,1,2,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(4,1,'phone','{"type":"mobile","printed":"0170 1234561","e164":"+491701234561","extension":null}','+491701234561','card',0.5,1,3,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(5,1,'email','"jürgen.müller@beispiel.example"','jürgen.müller@beispiel.example','card',0.9,1,4,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(6,2,'name','{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null}','ada beispiel','card',0.5,2,0,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(7,2,'organization','"Beispiel Optik GmbH"','beispiel optik gmbh','card',0.5,2,1,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(8,2,'title','"Partner"','partner','card',0.5,2,2,'2026-11-20 09:00:00.000000','2026-11-20 09:00:00.000000');
INSERT INTO "contact_values" VALUES(9,2,'phone','{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}','+491701234562','card',0.5,2,3,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(10,2,'email','"ada@beispiel.example"','ada@beispiel.example','card',0.9,2,4,'2026-11-20 09:00:00.000000',NULL);
INSERT INTO "contact_values" VALUES(11,2,'title','"Head of Research"','head of research','human',1.0,NULL,0,'2026-11-20 09:00:00.000000',NULL);
CREATE TABLE contacts (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	display_name TEXT NOT NULL, 
	relation VARCHAR(16) NOT NULL, 
	recommendation VARCHAR(16) NOT NULL, 
	country TEXT, 
	language TEXT, 
	created_at DATETIME NOT NULL, 
	revised DATETIME NOT NULL, 
	decision VARCHAR(16), 
	decided_at DATETIME, merged_into INTEGER CONSTRAINT fk_contacts_merged_into REFERENCES contacts (id), organization TEXT, email TEXT, phone TEXT, later_until DATE, checked_at DATETIME, 
	CONSTRAINT pk_contacts PRIMARY KEY (id), 
	CONSTRAINT ck_contacts_relation CHECK (relation IN ('met', 'replied', 'talked', 'helped', 'referred', 'resting', 'suppressed')), 
	CONSTRAINT ck_contacts_recommendation CHECK (recommendation IN ('strong', 'medium', 'low', 'none')), 
	CONSTRAINT ck_contacts_decision CHECK (decision IN ('followed_up', 'later', 'let_go')), 
	CONSTRAINT ck_contacts_decided_at CHECK ((decision IS NULL) = (decided_at IS NULL)), 
	CONSTRAINT uq_contacts_uid UNIQUE (uid)
);
INSERT INTO "contacts" VALUES(1,'urn:uuid:1','Jürgen Müller','met','strong','DE','de','2026-11-20 09:00:00.000000','2026-11-20 09:00:00.000000',NULL,NULL,NULL,'Beispiel Optik GmbH','jürgen.müller@beispiel.example','+491701234561',NULL,'2026-11-21 09:00:00.000000');
INSERT INTO "contacts" VALUES(2,'urn:uuid:2','Ada Beispiel','met','strong','DE','de','2026-11-20 09:00:00.000000','2026-11-20 09:00:00.000000',NULL,NULL,NULL,'Beispiel Optik GmbH','ada@beispiel.example','+491701234562',NULL,NULL);
CREATE TABLE "drafts" (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	recipient TEXT NOT NULL, 
	recipient_name TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	body TEXT NOT NULL, 
	cadence TEXT NOT NULL, 
	step TEXT NOT NULL, 
	due DATE NOT NULL, 
	language TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	file TEXT, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	approved_at DATETIME, 
	approved_by TEXT, 
	approved_sha256 VARCHAR(64), 
	sent_at DATETIME, 
	revision INTEGER DEFAULT '1' NOT NULL, 
	variant INTEGER DEFAULT '0' NOT NULL, 
	pieces TEXT DEFAULT '[]' NOT NULL, 
	edited BOOLEAN DEFAULT 0 NOT NULL, address TEXT DEFAULT '' NOT NULL, note_changed BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_drafts PRIMARY KEY (id), 
	CONSTRAINT ck_drafts_approved CHECK (state NOT IN ('approved', 'sending', 'sent', 'unknown') OR approved_at IS NOT NULL), 
	CONSTRAINT ck_drafts_state CHECK (state IN ('needs_context', 'drafted', 'approved', 'sending', 'sent', 'unknown', 'let_go')), 
	CONSTRAINT fk_drafts_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE, 
	CONSTRAINT uq_drafts_message_id UNIQUE (message_id), 
	CONSTRAINT ck_drafts_sent CHECK (state <> 'sent' OR sent_at IS NOT NULL), 
	CONSTRAINT ck_drafts_approved_bytes CHECK (state NOT IN ('approved', 'sending', 'sent', 'unknown') OR approved_sha256 IS NOT NULL), 
	CONSTRAINT ck_drafts_withdrawn CHECK (state NOT IN ('needs_context', 'drafted', 'let_go') OR approved_at IS NULL)
);
INSERT INTO "drafts" VALUES(1,1,'drafted','jürgen.müller@beispiel.example','Jürgen Müller','Optics','Hello','conference','first','2026-11-25','de','<1@x>','/drafts/1.eml','2026-11-20 09:00:00.000000','2026-11-20 09:00:00.000000',NULL,NULL,NULL,NULL,1,0,'[]',0,'informal',1);
INSERT INTO "drafts" VALUES(2,2,'approved','ada@beispiel.example','Ada Beispiel','Optics','Hello','conference','first','2026-11-25','de','<2@x>','/drafts/2.eml','2026-11-20 09:00:00.000000','2026-11-20 09:00:00.000000','2026-11-20 09:00:00.000000','me','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',NULL,1,0,'[]',0,'',0);
CREATE TABLE duplicate_questions (
	id INTEGER NOT NULL, 
	first_id INTEGER NOT NULL, 
	second_id INTEGER NOT NULL, 
	score FLOAT NOT NULL, 
	reasons TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	answered_at DATETIME, 
	answered_by TEXT, 
	CONSTRAINT pk_duplicate_questions PRIMARY KEY (id), 
	CONSTRAINT uq_duplicate_questions_first_id_second_id UNIQUE (first_id, second_id), 
	CONSTRAINT ck_duplicate_questions_state CHECK (state IN ('open', 'later', 'same', 'not_same')), 
	CONSTRAINT ck_duplicate_questions_order CHECK (first_id < second_id), 
	CONSTRAINT fk_duplicate_questions_first_id FOREIGN KEY(first_id) REFERENCES contacts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_duplicate_questions_second_id FOREIGN KEY(second_id) REFERENCES contacts (id) ON DELETE CASCADE
);
INSERT INTO "duplicate_questions" VALUES(1,1,2,4.5,'[["same firm",4.5]]','not_same','2026-11-21 09:00:00.000000','2026-11-21 09:00:00.000000','me');
CREATE TABLE encounters (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	card_id INTEGER, 
	event TEXT, 
	day DATE, 
	place TEXT, 
	country TEXT, 
	origin VARCHAR(16) NOT NULL, 
	depth VARCHAR(16) NOT NULL, 
	talk TEXT NOT NULL, 
	promises TEXT NOT NULL, 
	their_promises TEXT NOT NULL, 
	next_step TEXT NOT NULL, 
	introduced_by TEXT, 
	note TEXT NOT NULL, 
	has_conversation BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, cadence TEXT DEFAULT '' NOT NULL, source VARCHAR(16) DEFAULT 'files' NOT NULL, quoted TEXT DEFAULT '[]' NOT NULL, kept_private TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_encounters PRIMARY KEY (id), 
	CONSTRAINT ck_encounters_origin CHECK (origin IN ('handed_over', 'introduced', 'found', 'passed_on', 'raffle', 'unknown')), 
	CONSTRAINT ck_encounters_depth CHECK (depth IN ('none', 'few_words', 'real_talk', 'unknown')), 
	CONSTRAINT fk_encounters_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_encounters_card_id FOREIGN KEY(card_id) REFERENCES cards (id) ON DELETE SET NULL
);
INSERT INTO "encounters" VALUES(1,1,1,'Optics Days','2026-11-20',NULL,NULL,'unknown','unknown','lenses','[{"text":"send the paper","due":"2026-11-27"}]','[]','',NULL,'',1,'2026-11-20 09:00:00.000000','','files','["OCR"]','["tall"]');
INSERT INTO "encounters" VALUES(2,2,2,'Optics Days','2026-11-20',NULL,NULL,'unknown','unknown','lenses','[{"text":"send the paper","due":"2026-11-27"}]','[]','',NULL,'',1,'2026-11-20 09:00:00.000000','','files','["OCR"]','["tall"]');
CREATE TABLE imported_entries (
	"key" TEXT NOT NULL, 
	contact_id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	imported_at DATETIME NOT NULL, 
	CONSTRAINT pk_imported_entries PRIMARY KEY ("key"), 
	CONSTRAINT fk_imported_entries_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
INSERT INTO "imported_entries" VALUES('uid:x',1,'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','2026-11-21 09:00:00.000000');
CREATE TABLE kept_properties (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	entry_key TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	property TEXT NOT NULL, 
	CONSTRAINT pk_kept_properties PRIMARY KEY (id), 
	CONSTRAINT fk_kept_properties_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
INSERT INTO "kept_properties" VALUES(1,1,'uid:x',0,'["BDAY","1980-02-29","",[]]');
CREATE TABLE match_keys (
	contact_id INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	"key" TEXT NOT NULL, 
	CONSTRAINT pk_match_keys PRIMARY KEY (contact_id, kind, "key"), 
	CONSTRAINT ck_match_keys_kind CHECK (kind IN ('email', 'phone', 'name', 'sound', 'trigram', 'domain', 'identity')), 
	CONSTRAINT fk_match_keys_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
INSERT INTO "match_keys" VALUES(2,'email','ada@beispiel.example');
INSERT INTO "match_keys" VALUES(2,'phone','01234562');
INSERT INTO "match_keys" VALUES(2,'name','ada beispiel');
INSERT INTO "match_keys" VALUES(2,'sound','pspl a');
INSERT INTO "match_keys" VALUES(2,'sound','at b');
INSERT INTO "match_keys" VALUES(2,'trigram','ada- bei-');
INSERT INTO "match_keys" VALUES(2,'trigram','-ada -iel');
INSERT INTO "match_keys" VALUES(2,'domain','beispiel.example a');
INSERT INTO "match_keys" VALUES(2,'domain','beispiel.example b');
INSERT INTO "match_keys" VALUES(2,'identity','email ada@beispiel.example');
INSERT INTO "match_keys" VALUES(2,'identity','ada beispiel phone 01234562');
INSERT INTO "match_keys" VALUES(2,'identity','ada beispiel firm beispiel optik');
INSERT INTO "match_keys" VALUES(2,'identity','ada beispiel domain beispiel.example');
INSERT INTO "match_keys" VALUES(1,'email','jürgen.müller@beispiel.example');
INSERT INTO "match_keys" VALUES(1,'phone','01234561');
INSERT INTO "match_keys" VALUES(1,'name','jurgen muller');
INSERT INTO "match_keys" VALUES(1,'sound','mlr j');
INSERT INTO "match_keys" VALUES(1,'sound','irkn m');
INSERT INTO "match_keys" VALUES(1,'trigram','jur- mul-');
INSERT INTO "match_keys" VALUES(1,'trigram','-gen -ler');
INSERT INTO "match_keys" VALUES(1,'domain','beispiel.example j');
INSERT INTO "match_keys" VALUES(1,'domain','beispiel.example m');
INSERT INTO "match_keys" VALUES(1,'identity','email jürgen.müller@beispiel.example');
INSERT INTO "match_keys" VALUES(1,'identity','jurgen muller phone 01234561');
INSERT INTO "match_keys" VALUES(1,'identity','jurgen muller firm beispiel optik');
INSERT INTO "match_keys" VALUES(1,'identity','jurgen muller domain beispiel.example');
CREATE TABLE merges (
	id INTEGER NOT NULL, 
	kept_id INTEGER NOT NULL, 
	merged_id INTEGER NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	merged_at DATETIME NOT NULL, 
	merged_by TEXT NOT NULL, 
	undone_at DATETIME, 
	CONSTRAINT pk_merges PRIMARY KEY (id), 
	CONSTRAINT fk_merges_kept_id FOREIGN KEY(kept_id) REFERENCES contacts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_merges_merged_id FOREIGN KEY(merged_id) REFERENCES contacts (id) ON DELETE CASCADE
);
CREATE TABLE moved_rows (
	table_name VARCHAR(64) NOT NULL, 
	row_key TEXT NOT NULL, 
	home_id INTEGER NOT NULL, 
	withdrawn_at DATETIME, 
	CONSTRAINT pk_moved_rows PRIMARY KEY (table_name, row_key), 
	CONSTRAINT fk_moved_rows_home_id FOREIGN KEY(home_id) REFERENCES contacts (id) ON DELETE CASCADE
);
CREATE TABLE photos (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	size BIGINT, 
	mtime_ns BIGINT, 
	state VARCHAR(16) NOT NULL, 
	reason TEXT, 
	scanned_at DATETIME, 
	version VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_photos PRIMARY KEY (id), 
	CONSTRAINT ck_photos_state CHECK (state IN ('queued', 'working', 'done', 'duplicate', 'quarantined', 'held', 'failed')), 
	CONSTRAINT uq_photos_sha256 UNIQUE (sha256)
);
INSERT INTO "photos" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000001','IMG_1.jpg','/photos',1000,1795000000123456789,'done',NULL,'2026-11-20 09:00:00.000000','0.1.0');
INSERT INTO "photos" VALUES(2,'0000000000000000000000000000000000000000000000000000000000000002','IMG_2.jpg','/photos',1000,1795000000123456789,'done',NULL,'2026-11-20 09:00:00.000000','0.1.0');
CREATE TABLE promises (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	encounter_id INTEGER, 
	whose VARCHAR(16) NOT NULL, 
	text TEXT NOT NULL, 
	due DATE, 
	made DATE NOT NULL, 
	kept_on DATE, 
	dropped_on DATE, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_promises PRIMARY KEY (id), 
	CONSTRAINT ck_promises_whose CHECK (whose IN ('mine', 'theirs')), 
	CONSTRAINT ck_promises_one_end CHECK (kept_on IS NULL OR dropped_on IS NULL), 
	CONSTRAINT fk_promises_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_promises_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounters (id) ON DELETE SET NULL
);
INSERT INTO "promises" VALUES(1,1,1,'mine','send the paper','2026-11-27','2026-11-20',NULL,NULL,'2026-11-20 09:00:00.000000');
INSERT INTO "promises" VALUES(2,2,2,'mine','send the paper','2026-11-27','2026-11-20',NULL,NULL,'2026-11-20 09:00:00.000000');
CREATE TABLE publications (
	contact_id INTEGER NOT NULL, 
	address_book TEXT NOT NULL, 
	href TEXT NOT NULL, 
	etag TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	pushed_at DATETIME NOT NULL, 
	CONSTRAINT pk_publications PRIMARY KEY (contact_id, address_book), 
	CONSTRAINT fk_publications_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
INSERT INTO "publications" VALUES(1,'https://x.example/b/','/b/1.vcf','"1"','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','2026-11-21 09:00:00.000000');
CREATE TABLE review_steps (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor TEXT NOT NULL, 
	verb VARCHAR(24) NOT NULL, 
	contact_id INTEGER NOT NULL, 
	"before" TEXT NOT NULL, 
	seen_after VARCHAR(64) NOT NULL, 
	undone_at DATETIME, 
	CONSTRAINT pk_review_steps PRIMARY KEY (id), 
	CONSTRAINT fk_review_steps_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
INSERT INTO "review_steps" VALUES(1,'2026-11-21 09:00:00.000000','me','confirm',1,'{}','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',NULL);
CREATE TABLE sightings (
	path TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	photo_id INTEGER NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_sightings PRIMARY KEY (path), 
	CONSTRAINT fk_sightings_photo_id FOREIGN KEY(photo_id) REFERENCES photos (id) ON DELETE CASCADE
);
INSERT INTO "sightings" VALUES('/photos/IMG_1.jpg',1000,1795000000123456789,1,'2026-11-20 09:00:00.000000');
INSERT INTO "sightings" VALUES('/photos/IMG_2.jpg',1000,1795000000123456789,2,'2026-11-20 09:00:00.000000');
CREATE TABLE store_secret (
	id INTEGER NOT NULL, 
	"key" BLOB NOT NULL, 
	CONSTRAINT pk_store_secret PRIMARY KEY (id)
);
INSERT INTO "store_secret" VALUES(1,X'E060FC388A648D29A07637EFAF6F870F14950A035ADFB6CFBE6336CB0A23C47C');
CREATE TABLE suppressions (
	hash VARCHAR(64) NOT NULL, 
	forgotten BOOLEAN NOT NULL, 
	reason TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_suppressions PRIMARY KEY (hash)
);
INSERT INTO "suppressions" VALUES('e00b040befd4df2391e45868c1e456cb63bd0ae6120248b21050bac33c166be7',0,'asked for it','2026-11-20 09:00:00.000000');
CREATE TABLE touches (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	direction VARCHAR(16) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	text TEXT NOT NULL, 
	draft_id INTEGER, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_touches PRIMARY KEY (id), 
	CONSTRAINT ck_touches_direction CHECK (direction IN ('out', 'in', 'both')), 
	CONSTRAINT ck_touches_kind CHECK (kind IN ('message', 'talk', 'help', 'referral')), 
	CONSTRAINT fk_touches_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_touches_draft_id FOREIGN KEY(draft_id) REFERENCES drafts (id) ON DELETE SET NULL
);
INSERT INTO "touches" VALUES(1,1,'2026-11-21 09:00:00.000000','in','message','Grüße',NULL,'2026-11-21 09:00:00.000000');
CREATE TABLE watchers (
	name VARCHAR(64) NOT NULL, 
	beat BIGINT NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	folders TEXT NOT NULL, 
	trouble TEXT NOT NULL, 
	CONSTRAINT pk_watchers PRIMARY KEY (name)
);
INSERT INTO "watchers" VALUES('w',3,'2026-11-21 09:00:00.000000','2026-11-21 09:00:00.000000','["/in"]','');
CREATE INDEX ix_sightings_photo_id ON sightings (photo_id);
CREATE INDEX ix_cards_photo_id ON cards (photo_id);
CREATE INDEX ix_cards_contact_id ON cards (contact_id);
CREATE INDEX ix_encounters_contact_id ON encounters (contact_id);
CREATE INDEX ix_encounters_card_id ON encounters (card_id);
CREATE INDEX ix_audit_subject ON audit (subject);
CREATE INDEX ix_imported_entries_contact_id ON imported_entries (contact_id);
CREATE INDEX ix_kept_properties_contact_id ON kept_properties (contact_id);
CREATE INDEX ix_contacts_merged_into ON contacts (merged_into);
CREATE INDEX ix_contacts_display_name ON contacts (display_name);
CREATE INDEX ix_match_keys_kind_key_contact_id ON match_keys (kind, "key", contact_id);
CREATE INDEX ix_duplicate_questions_second_id ON duplicate_questions (second_id);
CREATE INDEX ix_duplicate_questions_first_id ON duplicate_questions (first_id);
CREATE INDEX ix_merges_kept_id ON merges (kept_id);
CREATE INDEX ix_merges_merged_id ON merges (merged_id);
CREATE INDEX ix_moved_rows_home_id ON moved_rows (home_id);
CREATE INDEX ix_drafts_state ON drafts (state);
CREATE INDEX ix_drafts_contact_id ON drafts (contact_id);
CREATE INDEX ix_touches_draft_id ON touches (draft_id);
CREATE INDEX ix_touches_contact_id ON touches (contact_id);
CREATE INDEX ix_promises_contact_id ON promises (contact_id);
CREATE INDEX ix_promises_encounter_id ON promises (encounter_id);
CREATE INDEX ix_arrivals_owner ON arrivals (owner);
CREATE INDEX ix_arrivals_state ON arrivals (state);
CREATE INDEX ix_arrivals_folder ON arrivals (folder);
CREATE INDEX ix_review_steps_contact_id ON review_steps (contact_id);
CREATE INDEX ix_contact_values_contact_id ON contact_values (contact_id);
CREATE INDEX ix_contact_values_card_id ON contact_values (card_id);
CREATE VIRTUAL TABLE contact_search USING fts5(names, texts, prefix='2 3');
INSERT INTO contact_search(rowid, names, texts) VALUES(1,'jurgen muller beispiel optik gmbh','beispiel optik gmbh engineer jurgen muller beispiel example jurgen muller jurgen muller mobile 0170 1234561 491701234561 optics days lenses send the paper jurgen muller engineer beispiel optik gmbh prismen und linsen');
INSERT INTO contact_search(rowid, names, texts) VALUES(2,'ada beispiel beispiel optik gmbh','beispiel optik gmbh ada beispiel example head of research ada beispiel ada beispiel mobile 0170 1234562 491701234562 optics days lenses send the paper ada beispiel partner beispiel optik gmbh prismen und linsen');
COMMIT;
