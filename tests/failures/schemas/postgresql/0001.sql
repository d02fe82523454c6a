CREATE TABLE audit (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    before text,
    after text
);
CREATE SEQUENCE audit_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE audit_id_seq OWNED BY audit.id;
CREATE TABLE cards (
    id integer NOT NULL,
    photo_id integer NOT NULL,
    card_index integer NOT NULL,
    page integer NOT NULL,
    quad text NOT NULL,
    recommendation character varying(16) NOT NULL,
    contact_id integer,
    engine text NOT NULL,
    version character varying(32) NOT NULL,
    read_at timestamp with time zone NOT NULL,
    reading text NOT NULL,
    crop_jpeg bytea,
    CONSTRAINT ck_cards_recommendation CHECK (((recommendation)::text = ANY ((ARRAY['strong'::character varying, 'medium'::character varying, 'low'::character varying, 'none'::character varying])::text[])))
);
CREATE SEQUENCE cards_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE cards_id_seq OWNED BY cards.id;
CREATE TABLE cardscan_schema (
    version_num character varying(32) NOT NULL
);
CREATE TABLE contact_values (
    id integer NOT NULL,
    contact_id integer NOT NULL,
    kind character varying(16) NOT NULL,
    value text NOT NULL,
    value_key text NOT NULL,
    origin character varying(16) NOT NULL,
    confidence double precision NOT NULL,
    card_id integer,
    "position" integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT ck_contact_values_confidence CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT ck_contact_values_kind CHECK (((kind)::text = ANY ((ARRAY['name'::character varying, 'title'::character varying, 'department'::character varying, 'organization'::character varying, 'phone'::character varying, 'email'::character varying, 'url'::character varying, 'social'::character varying, 'address'::character varying, 'other_name'::character varying, 'unassigned'::character varying])::text[]))),
    CONSTRAINT ck_contact_values_origin CHECK (((origin)::text = ANY ((ARRAY['card'::character varying, 'qr'::character varying, 'imported'::character varying, 'human'::character varying])::text[])))
);
CREATE SEQUENCE contact_values_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE contact_values_id_seq OWNED BY contact_values.id;
CREATE TABLE contacts (
    id integer NOT NULL,
    uid text NOT NULL,
    display_name text NOT NULL,
    relation character varying(16) NOT NULL,
    recommendation character varying(16) NOT NULL,
    country text,
    language text,
    created_at timestamp with time zone NOT NULL,
    revised timestamp with time zone NOT NULL,
    decision character varying(16),
    decided_at timestamp with time zone,
    CONSTRAINT ck_contacts_decided_at CHECK (((decision IS NULL) = (decided_at IS NULL))),
    CONSTRAINT ck_contacts_decision CHECK (((decision)::text = ANY ((ARRAY['followed_up'::character varying, 'later'::character varying, 'let_go'::character varying])::text[]))),
    CONSTRAINT ck_contacts_recommendation CHECK (((recommendation)::text = ANY ((ARRAY['strong'::character varying, 'medium'::character varying, 'low'::character varying, 'none'::character varying])::text[]))),
    CONSTRAINT ck_contacts_relation CHECK (((relation)::text = ANY ((ARRAY['met'::character varying, 'replied'::character varying, 'talked'::character varying, 'helped'::character varying, 'referred'::character varying, 'resting'::character varying, 'suppressed'::character varying])::text[])))
);
CREATE SEQUENCE contacts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE contacts_id_seq OWNED BY contacts.id;
CREATE TABLE drafts (
    id integer NOT NULL,
    contact_id integer NOT NULL,
    state character varying(16) NOT NULL,
    recipient text NOT NULL,
    recipient_name text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    cadence text NOT NULL,
    step text NOT NULL,
    due date NOT NULL,
    language text NOT NULL,
    message_id text NOT NULL,
    file text,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    approved_at timestamp with time zone,
    approved_by text,
    approved_sha256 character varying(64),
    sent_at timestamp with time zone,
    CONSTRAINT ck_drafts_approved CHECK ((((state)::text <> ALL ((ARRAY['approved'::character varying, 'sending'::character varying, 'sent'::character varying, 'unknown'::character varying])::text[])) OR (approved_at IS NOT NULL))),
    CONSTRAINT ck_drafts_sent CHECK ((((state)::text <> 'sent'::text) OR (sent_at IS NOT NULL))),
    CONSTRAINT ck_drafts_state CHECK (((state)::text = ANY ((ARRAY['needs_context'::character varying, 'drafted'::character varying, 'approved'::character varying, 'sending'::character varying, 'sent'::character varying, 'unknown'::character varying, 'let_go'::character varying])::text[])))
);
CREATE SEQUENCE drafts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE drafts_id_seq OWNED BY drafts.id;
CREATE TABLE encounters (
    id integer NOT NULL,
    contact_id integer NOT NULL,
    card_id integer,
    event text,
    day date,
    place text,
    country text,
    origin character varying(16) NOT NULL,
    depth character varying(16) NOT NULL,
    talk text NOT NULL,
    promises text NOT NULL,
    their_promises text NOT NULL,
    next_step text NOT NULL,
    introduced_by text,
    note text NOT NULL,
    has_conversation boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_encounters_depth CHECK (((depth)::text = ANY ((ARRAY['none'::character varying, 'few_words'::character varying, 'real_talk'::character varying, 'unknown'::character varying])::text[]))),
    CONSTRAINT ck_encounters_origin CHECK (((origin)::text = ANY ((ARRAY['handed_over'::character varying, 'introduced'::character varying, 'found'::character varying, 'passed_on'::character varying, 'raffle'::character varying, 'unknown'::character varying])::text[])))
);
CREATE SEQUENCE encounters_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE encounters_id_seq OWNED BY encounters.id;
CREATE TABLE match_keys (
    contact_id integer NOT NULL,
    kind character varying(16) NOT NULL,
    key text NOT NULL,
    CONSTRAINT ck_match_keys_kind CHECK (((kind)::text = ANY ((ARRAY['email'::character varying, 'phone'::character varying, 'name'::character varying, 'sound'::character varying, 'domain'::character varying])::text[])))
);
CREATE TABLE photos (
    id integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    name text NOT NULL,
    folder text NOT NULL,
    size bigint,
    mtime_ns bigint,
    state character varying(16) NOT NULL,
    reason text,
    scanned_at timestamp with time zone,
    version character varying(32) NOT NULL,
    CONSTRAINT ck_photos_state CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'working'::character varying, 'done'::character varying, 'duplicate'::character varying, 'quarantined'::character varying, 'held'::character varying, 'failed'::character varying])::text[])))
);
CREATE SEQUENCE photos_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE photos_id_seq OWNED BY photos.id;
CREATE TABLE sightings (
    path text NOT NULL,
    size bigint NOT NULL,
    mtime_ns bigint NOT NULL,
    photo_id integer NOT NULL,
    seen_at timestamp with time zone NOT NULL
);
CREATE TABLE suppressions (
    email text NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY audit ALTER COLUMN id SET DEFAULT nextval('audit_id_seq'::regclass);
ALTER TABLE ONLY cards ALTER COLUMN id SET DEFAULT nextval('cards_id_seq'::regclass);
ALTER TABLE ONLY contact_values ALTER COLUMN id SET DEFAULT nextval('contact_values_id_seq'::regclass);
ALTER TABLE ONLY contacts ALTER COLUMN id SET DEFAULT nextval('contacts_id_seq'::regclass);
ALTER TABLE ONLY drafts ALTER COLUMN id SET DEFAULT nextval('drafts_id_seq'::regclass);
ALTER TABLE ONLY encounters ALTER COLUMN id SET DEFAULT nextval('encounters_id_seq'::regclass);
ALTER TABLE ONLY photos ALTER COLUMN id SET DEFAULT nextval('photos_id_seq'::regclass);
INSERT INTO audit VALUES (1, '2026-11-20 09:00:00+00', 'me', 'correct title', 'contact 2', '{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Partner"],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"]}', '{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Head of Research"],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"]}');
INSERT INTO audit VALUES (2, '2026-11-20 09:00:00+00', 'me', 'to approved', 'draft 2', '"drafted"', '"approved"');
INSERT INTO audit VALUES (3, '2026-11-20 09:00:00+00', 'me', 'suppress', 'address No.Thanks@x.example', NULL, '"asked for it"');
INSERT INTO cards VALUES (1, 1, 0, 0, '[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]]', 'strong', 1, 'drawn', '0.1.0', '2026-11-20 09:00:00+00', '{"page":0,"quad":[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]],"country":"DE","language":"de","recommendation":"strong","contact":{"name":{"full":"Jürgen Müller","given":"Jürgen","family":"Müller","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Engineer"],"departments":[],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234561","e164":"+491701234561","extension":null}],"emails":["jürgen.müller@beispiel.example"],"urls":[],"social":[],"addresses":[],"other_names":[],"unassigned":[],"qr":[]},"fields":[{"kind":"email","value":"jürgen.müller@beispiel.example","raw":"jürgen.müller@beispiel.example","confidence":0.9,"box":[1,2,3,4],"reasons":[],"alternatives":[]}],"quality":null,"timings_ms":{"ocr":75.0},"passes":1,"engine":"drawn","version":"0.1.0","text":["Jürgen Müller","Engineer","Beispiel Optik GmbH","Prismen und Linsen"]}', '\xffd800ff');
INSERT INTO cards VALUES (2, 2, 0, 0, '[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]]', 'strong', 2, 'drawn', '0.1.0', '2026-11-20 09:00:00+00', '{"page":0,"quad":[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]],"country":"DE","language":"de","recommendation":"strong","contact":{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Partner"],"departments":[],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"],"urls":[],"social":[],"addresses":[],"other_names":[],"unassigned":[],"qr":[]},"fields":[{"kind":"email","value":"ada@beispiel.example","raw":"ada@beispiel.example","confidence":0.9,"box":[1,2,3,4],"reasons":[],"alternatives":[]}],"quality":null,"timings_ms":{"ocr":75.0},"passes":1,"engine":"drawn","version":"0.1.0","text":["Ada Beispiel","Partner","Beispiel Optik GmbH","Prismen und Linsen"]}', '\xffd800ff');
INSERT INTO cardscan_schema VALUES ('0001');
INSERT INTO contact_values VALUES (1, 1, 'name', '{"full":"Jürgen Müller","given":"Jürgen","family":"Müller","honorific":null,"suffix":null,"post_nominals":[],"other_script":null}', 'jürgen müller', 'card', 0.5, 1, 0, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (2, 1, 'organization', '"Beispiel Optik GmbH"', 'beispiel optik gmbh', 'card', 0.5, 1, 1, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (3, 1, 'title', '"Engineer"', 'engineer', 'card', 0.5, 1, 2, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (4, 1, 'phone', '{"type":"mobile","printed":"0170 1234561","e164":"+491701234561","extension":null}', '+491701234561', 'card', 0.5, 1, 3, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (5, 1, 'email', '"jürgen.müller@beispiel.example"', 'jürgen.müller@beispiel.example', 'card', 0.9, 1, 4, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (6, 2, 'name', '{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null}', 'ada beispiel', 'card', 0.5, 2, 0, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (7, 2, 'organization', '"Beispiel Optik GmbH"', 'beispiel optik gmbh', 'card', 0.5, 2, 1, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (8, 2, 'title', '"Partner"', 'partner', 'card', 0.5, 2, 2, '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00');
INSERT INTO contact_values VALUES (9, 2, 'phone', '{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}', '+491701234562', 'card', 0.5, 2, 3, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (10, 2, 'email', '"ada@beispiel.example"', 'ada@beispiel.example', 'card', 0.9, 2, 4, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contact_values VALUES (11, 2, 'title', '"Head of Research"', 'head of research', 'human', 1, NULL, 0, '2026-11-20 09:00:00+00', NULL);
INSERT INTO contacts VALUES (1, 'urn:uuid:1', 'Jürgen Müller', 'met', 'strong', 'DE', 'de', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, NULL);
INSERT INTO contacts VALUES (2, 'urn:uuid:2', 'Ada Beispiel', 'met', 'strong', 'DE', 'de', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, NULL);
INSERT INTO drafts VALUES (1, 1, 'drafted', 'jürgen.müller@beispiel.example', 'Jürgen Müller', 'Optics', 'Hello', 'conference', 'first', '2026-11-25', 'de', '<1@x>', '/drafts/1.eml', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, NULL, NULL, NULL);
INSERT INTO drafts VALUES (2, 2, 'approved', 'ada@beispiel.example', 'Ada Beispiel', 'Optics', 'Hello', 'conference', 'first', '2026-11-25', 'de', '<2@x>', '/drafts/2.eml', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', 'me', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', NULL);
INSERT INTO encounters VALUES (1, 1, 1, 'Optics Days', '2026-11-20', NULL, NULL, 'unknown', 'unknown', 'lenses', '[{"text":"send the paper","due":"2026-11-27"}]', '[]', '', NULL, '', true, '2026-11-20 09:00:00+00');
INSERT INTO encounters VALUES (2, 2, 2, 'Optics Days', '2026-11-20', NULL, NULL, 'unknown', 'unknown', 'lenses', '[{"text":"send the paper","due":"2026-11-27"}]', '[]', '', NULL, '', true, '2026-11-20 09:00:00+00');
INSERT INTO match_keys VALUES (1, 'domain', 'beispiel.example j');
INSERT INTO match_keys VALUES (1, 'domain', 'beispiel.example m');
INSERT INTO match_keys VALUES (1, 'email', 'jürgen.müller@beispiel.example');
INSERT INTO match_keys VALUES (1, 'name', 'jurgen muller');
INSERT INTO match_keys VALUES (1, 'phone', '01234561');
INSERT INTO match_keys VALUES (1, 'sound', 'irkn m');
INSERT INTO match_keys VALUES (1, 'sound', 'mlr j');
INSERT INTO match_keys VALUES (2, 'domain', 'beispiel.example a');
INSERT INTO match_keys VALUES (2, 'domain', 'beispiel.example b');
INSERT INTO match_keys VALUES (2, 'email', 'ada@beispiel.example');
INSERT INTO match_keys VALUES (2, 'name', 'ada beispiel');
INSERT INTO match_keys VALUES (2, 'phone', '01234562');
INSERT INTO match_keys VALUES (2, 'sound', 'at b');
INSERT INTO match_keys VALUES (2, 'sound', 'pspl a');
INSERT INTO photos VALUES (1, '0000000000000000000000000000000000000000000000000000000000000001', 'IMG_1.jpg', '/photos', 1000, 1795000000123456789, 'done', NULL, '2026-11-20 09:00:00+00', '0.1.0');
INSERT INTO photos VALUES (2, '0000000000000000000000000000000000000000000000000000000000000002', 'IMG_2.jpg', '/photos', 1000, 1795000000123456789, 'done', NULL, '2026-11-20 09:00:00+00', '0.1.0');
INSERT INTO sightings VALUES ('/photos/IMG_1.jpg', 1000, 1795000000123456789, 1, '2026-11-20 09:00:00+00');
INSERT INTO sightings VALUES ('/photos/IMG_2.jpg', 1000, 1795000000123456789, 2, '2026-11-20 09:00:00+00');
INSERT INTO suppressions VALUES ('no.thanks@x.example', 'asked for it', '2026-11-20 09:00:00+00');
SELECT pg_catalog.setval('audit_id_seq', 3, true);
SELECT pg_catalog.setval('cards_id_seq', 2, true);
SELECT pg_catalog.setval('contact_values_id_seq', 11, true);
SELECT pg_catalog.setval('contacts_id_seq', 2, true);
SELECT pg_catalog.setval('drafts_id_seq', 2, true);
SELECT pg_catalog.setval('encounters_id_seq', 2, true);
SELECT pg_catalog.setval('photos_id_seq', 2, true);
ALTER TABLE ONLY cardscan_schema
    ADD CONSTRAINT cardscan_schema_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (id);
ALTER TABLE ONLY cards
    ADD CONSTRAINT pk_cards PRIMARY KEY (id);
ALTER TABLE ONLY contact_values
    ADD CONSTRAINT pk_contact_values PRIMARY KEY (id);
ALTER TABLE ONLY contacts
    ADD CONSTRAINT pk_contacts PRIMARY KEY (id);
ALTER TABLE ONLY drafts
    ADD CONSTRAINT pk_drafts PRIMARY KEY (id);
ALTER TABLE ONLY encounters
    ADD CONSTRAINT pk_encounters PRIMARY KEY (id);
ALTER TABLE ONLY match_keys
    ADD CONSTRAINT pk_match_keys PRIMARY KEY (contact_id, kind, key);
ALTER TABLE ONLY photos
    ADD CONSTRAINT pk_photos PRIMARY KEY (id);
ALTER TABLE ONLY sightings
    ADD CONSTRAINT pk_sightings PRIMARY KEY (path);
ALTER TABLE ONLY suppressions
    ADD CONSTRAINT pk_suppressions PRIMARY KEY (email);
ALTER TABLE ONLY cards
    ADD CONSTRAINT uq_cards_photo_id_card_index UNIQUE (photo_id, card_index);
ALTER TABLE ONLY contacts
    ADD CONSTRAINT uq_contacts_uid UNIQUE (uid);
ALTER TABLE ONLY drafts
    ADD CONSTRAINT uq_drafts_message_id UNIQUE (message_id);
ALTER TABLE ONLY photos
    ADD CONSTRAINT uq_photos_sha256 UNIQUE (sha256);
CREATE INDEX ix_audit_subject ON audit USING btree (subject);
CREATE INDEX ix_cards_contact_id ON cards USING btree (contact_id);
CREATE INDEX ix_cards_photo_id ON cards USING btree (photo_id);
CREATE INDEX ix_contact_values_card_id ON contact_values USING btree (card_id);
CREATE INDEX ix_contact_values_contact_id ON contact_values USING btree (contact_id);
CREATE INDEX ix_drafts_contact_id ON drafts USING btree (contact_id);
CREATE INDEX ix_drafts_state ON drafts USING btree (state);
CREATE INDEX ix_encounters_card_id ON encounters USING btree (card_id);
CREATE INDEX ix_encounters_contact_id ON encounters USING btree (contact_id);
CREATE INDEX ix_match_keys_kind_key ON match_keys USING btree (kind, key);
CREATE INDEX ix_sightings_photo_id ON sightings USING btree (photo_id);
ALTER TABLE ONLY cards
    ADD CONSTRAINT fk_cards_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE SET NULL;
ALTER TABLE ONLY cards
    ADD CONSTRAINT fk_cards_photo_id FOREIGN KEY (photo_id) REFERENCES photos(id) ON DELETE CASCADE;
ALTER TABLE ONLY contact_values
    ADD CONSTRAINT fk_contact_values_card_id FOREIGN KEY (card_id) REFERENCES cards(id) ON DELETE SET NULL;
ALTER TABLE ONLY contact_values
    ADD CONSTRAINT fk_contact_values_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY drafts
    ADD CONSTRAINT fk_drafts_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY encounters
    ADD CONSTRAINT fk_encounters_card_id FOREIGN KEY (card_id) REFERENCES cards(id) ON DELETE SET NULL;
ALTER TABLE ONLY encounters
    ADD CONSTRAINT fk_encounters_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY match_keys
    ADD CONSTRAINT fk_match_keys_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY sightings
    ADD CONSTRAINT fk_sightings_photo_id FOREIGN KEY (photo_id) REFERENCES photos(id) ON DELETE CASCADE;
