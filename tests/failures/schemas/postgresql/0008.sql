CREATE TABLE arrivals (
    id integer NOT NULL,
    path text NOT NULL,
    raw_path bytea,
    folder text NOT NULL,
    root text NOT NULL,
    size bigint NOT NULL,
    mtime_ns bigint NOT NULL,
    state character varying(16) NOT NULL,
    place character varying(16) NOT NULL,
    attempts integer NOT NULL,
    lost integer NOT NULL,
    owner character varying(64),
    sha256 character varying(64),
    reason text,
    queued_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_arrivals_owner CHECK ((((state)::text = 'working'::text) = (owner IS NOT NULL))),
    CONSTRAINT ck_arrivals_place CHECK (((place)::text = ANY ((ARRAY['inbox'::character varying, 'moved'::character varying, 'kept'::character varying, 'refused'::character varying])::text[]))),
    CONSTRAINT ck_arrivals_state CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'working'::character varying, 'done'::character varying, 'duplicate'::character varying, 'quarantined'::character varying, 'held'::character varying, 'failed'::character varying])::text[])))
);
CREATE SEQUENCE arrivals_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE arrivals_id_seq OWNED BY arrivals.id;
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
CREATE TABLE contact_search (
    contact_id integer NOT NULL,
    document tsvector NOT NULL
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
    CONSTRAINT ck_contact_values_kind CHECK (((kind)::text = ANY ((ARRAY['name'::character varying, 'title'::character varying, 'department'::character varying, 'organization'::character varying, 'phone'::character varying, 'email'::character varying, 'url'::character varying, 'social'::character varying, 'address'::character varying, 'pronouns'::character varying, 'other_name'::character varying, 'unassigned'::character varying])::text[]))),
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
    merged_into integer,
    organization text,
    email text,
    phone text,
    later_until date,
    checked_at timestamp with time zone,
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
    revision integer DEFAULT 1 NOT NULL,
    variant integer DEFAULT 0 NOT NULL,
    pieces text DEFAULT '[]'::text NOT NULL,
    edited boolean DEFAULT false NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    note_changed boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_drafts_approved CHECK ((((state)::text <> ALL ((ARRAY['approved'::character varying, 'sending'::character varying, 'sent'::character varying, 'unknown'::character varying])::text[])) OR (approved_at IS NOT NULL))),
    CONSTRAINT ck_drafts_approved_bytes CHECK ((((state)::text <> ALL ((ARRAY['approved'::character varying, 'sending'::character varying, 'sent'::character varying, 'unknown'::character varying])::text[])) OR (approved_sha256 IS NOT NULL))),
    CONSTRAINT ck_drafts_sent CHECK ((((state)::text <> 'sent'::text) OR (sent_at IS NOT NULL))),
    CONSTRAINT ck_drafts_state CHECK (((state)::text = ANY ((ARRAY['needs_context'::character varying, 'drafted'::character varying, 'approved'::character varying, 'sending'::character varying, 'sent'::character varying, 'unknown'::character varying, 'let_go'::character varying])::text[]))),
    CONSTRAINT ck_drafts_withdrawn CHECK ((((state)::text <> ALL ((ARRAY['needs_context'::character varying, 'drafted'::character varying, 'let_go'::character varying])::text[])) OR (approved_at IS NULL)))
);
CREATE SEQUENCE drafts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE drafts_id_seq OWNED BY drafts.id;
CREATE TABLE duplicate_questions (
    id integer NOT NULL,
    first_id integer NOT NULL,
    second_id integer NOT NULL,
    score double precision NOT NULL,
    reasons text NOT NULL,
    state character varying(16) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    answered_by text,
    CONSTRAINT ck_duplicate_questions_order CHECK ((first_id < second_id)),
    CONSTRAINT ck_duplicate_questions_state CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'later'::character varying, 'same'::character varying, 'not_same'::character varying])::text[])))
);
CREATE SEQUENCE duplicate_questions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE duplicate_questions_id_seq OWNED BY duplicate_questions.id;
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
    cadence text DEFAULT ''::text NOT NULL,
    source character varying(16) DEFAULT 'files'::character varying NOT NULL,
    quoted text DEFAULT '[]'::text NOT NULL,
    kept_private text DEFAULT '[]'::text NOT NULL,
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
CREATE TABLE imported_entries (
    key text NOT NULL,
    contact_id integer NOT NULL,
    digest character varying(64) NOT NULL,
    imported_at timestamp with time zone NOT NULL
);
CREATE TABLE kept_properties (
    id integer NOT NULL,
    contact_id integer NOT NULL,
    entry_key text NOT NULL,
    "position" integer NOT NULL,
    property text NOT NULL
);
CREATE SEQUENCE kept_properties_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE kept_properties_id_seq OWNED BY kept_properties.id;
CREATE TABLE match_keys (
    contact_id integer NOT NULL,
    kind character varying(16) NOT NULL,
    key text NOT NULL,
    CONSTRAINT ck_match_keys_kind CHECK (((kind)::text = ANY ((ARRAY['email'::character varying, 'phone'::character varying, 'name'::character varying, 'sound'::character varying, 'trigram'::character varying, 'domain'::character varying, 'identity'::character varying])::text[])))
);
CREATE TABLE merges (
    id integer NOT NULL,
    kept_id integer NOT NULL,
    merged_id integer NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    merged_by text NOT NULL,
    undone_at timestamp with time zone
);
CREATE SEQUENCE merges_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE merges_id_seq OWNED BY merges.id;
CREATE TABLE moved_rows (
    table_name character varying(64) NOT NULL,
    row_key text NOT NULL,
    home_id integer NOT NULL,
    withdrawn_at timestamp with time zone
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
CREATE TABLE promises (
    id integer NOT NULL,
    contact_id integer NOT NULL,
    encounter_id integer,
    whose character varying(16) NOT NULL,
    text text NOT NULL,
    due date,
    made date NOT NULL,
    kept_on date,
    dropped_on date,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_promises_one_end CHECK (((kept_on IS NULL) OR (dropped_on IS NULL))),
    CONSTRAINT ck_promises_whose CHECK (((whose)::text = ANY ((ARRAY['mine'::character varying, 'theirs'::character varying])::text[])))
);
CREATE SEQUENCE promises_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE promises_id_seq OWNED BY promises.id;
CREATE TABLE publications (
    contact_id integer NOT NULL,
    address_book text NOT NULL,
    href text NOT NULL,
    etag text NOT NULL,
    sha256 character varying(64) NOT NULL,
    pushed_at timestamp with time zone NOT NULL
);
CREATE TABLE review_steps (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    verb character varying(24) NOT NULL,
    contact_id integer NOT NULL,
    before text NOT NULL,
    seen_after character varying(64) NOT NULL,
    undone_at timestamp with time zone
);
CREATE SEQUENCE review_steps_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE review_steps_id_seq OWNED BY review_steps.id;
CREATE TABLE sightings (
    path text NOT NULL,
    size bigint NOT NULL,
    mtime_ns bigint NOT NULL,
    photo_id integer NOT NULL,
    seen_at timestamp with time zone NOT NULL
);
CREATE TABLE store_secret (
    id integer NOT NULL,
    key bytea NOT NULL
);
CREATE SEQUENCE store_secret_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE store_secret_id_seq OWNED BY store_secret.id;
CREATE TABLE suppressions (
    hash character varying(64) NOT NULL,
    forgotten boolean NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE touches (
    id integer NOT NULL,
    contact_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    direction character varying(16) NOT NULL,
    kind character varying(16) NOT NULL,
    text text NOT NULL,
    draft_id integer,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_touches_direction CHECK (((direction)::text = ANY ((ARRAY['out'::character varying, 'in'::character varying, 'both'::character varying])::text[]))),
    CONSTRAINT ck_touches_kind CHECK (((kind)::text = ANY ((ARRAY['message'::character varying, 'talk'::character varying, 'help'::character varying, 'referral'::character varying])::text[])))
);
CREATE SEQUENCE touches_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE touches_id_seq OWNED BY touches.id;
CREATE TABLE watchers (
    name character varying(64) NOT NULL,
    beat bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    folders text NOT NULL,
    trouble text NOT NULL
);
ALTER TABLE ONLY arrivals ALTER COLUMN id SET DEFAULT nextval('arrivals_id_seq'::regclass);
ALTER TABLE ONLY audit ALTER COLUMN id SET DEFAULT nextval('audit_id_seq'::regclass);
ALTER TABLE ONLY cards ALTER COLUMN id SET DEFAULT nextval('cards_id_seq'::regclass);
ALTER TABLE ONLY contact_values ALTER COLUMN id SET DEFAULT nextval('contact_values_id_seq'::regclass);
ALTER TABLE ONLY contacts ALTER COLUMN id SET DEFAULT nextval('contacts_id_seq'::regclass);
ALTER TABLE ONLY drafts ALTER COLUMN id SET DEFAULT nextval('drafts_id_seq'::regclass);
ALTER TABLE ONLY duplicate_questions ALTER COLUMN id SET DEFAULT nextval('duplicate_questions_id_seq'::regclass);
ALTER TABLE ONLY encounters ALTER COLUMN id SET DEFAULT nextval('encounters_id_seq'::regclass);
ALTER TABLE ONLY kept_properties ALTER COLUMN id SET DEFAULT nextval('kept_properties_id_seq'::regclass);
ALTER TABLE ONLY merges ALTER COLUMN id SET DEFAULT nextval('merges_id_seq'::regclass);
ALTER TABLE ONLY photos ALTER COLUMN id SET DEFAULT nextval('photos_id_seq'::regclass);
ALTER TABLE ONLY promises ALTER COLUMN id SET DEFAULT nextval('promises_id_seq'::regclass);
ALTER TABLE ONLY review_steps ALTER COLUMN id SET DEFAULT nextval('review_steps_id_seq'::regclass);
ALTER TABLE ONLY store_secret ALTER COLUMN id SET DEFAULT nextval('store_secret_id_seq'::regclass);
ALTER TABLE ONLY touches ALTER COLUMN id SET DEFAULT nextval('touches_id_seq'::regclass);
INSERT INTO arrivals VALUES (1, '/in/a.jpg', NULL, '/in', '/in', 5, 7, 'held', 'inbox', 2, 1, NULL, NULL, 'no card', '2026-11-21 09:00:00+00', '2026-11-21 09:00:00+00');
INSERT INTO audit VALUES (1, '2026-11-20 09:00:00+00', 'me', 'correct title', 'contact 2', '{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Partner"],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"]}', '{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Head of Research"],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"]}');
INSERT INTO audit VALUES (2, '2026-11-20 09:00:00+00', 'me', 'to approved', 'draft 2', '"drafted"', '"approved"');
INSERT INTO audit VALUES (3, '2026-11-20 09:00:00+00', 'me', 'suppress', 'suppression e00b040befd4', NULL, '"asked for it"');
INSERT INTO cards VALUES (1, 1, 0, 0, '[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]]', 'strong', 1, 'drawn', '0.1.0', '2026-11-20 09:00:00+00', '{"page":0,"quad":[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]],"country":"DE","language":"de","recommendation":"strong","contact":{"name":{"full":"Jürgen Müller","given":"Jürgen","family":"Müller","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Engineer"],"departments":[],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234561","e164":"+491701234561","extension":null}],"emails":["jürgen.müller@beispiel.example"],"urls":[],"social":[],"addresses":[],"other_names":[],"unassigned":[],"qr":[]},"fields":[{"kind":"email","value":"jürgen.müller@beispiel.example","raw":"jürgen.müller@beispiel.example","confidence":0.9,"box":[1,2,3,4],"reasons":[],"alternatives":[]}],"quality":null,"timings_ms":{"ocr":75.0},"passes":1,"engine":"drawn","version":"0.1.0","text":["Jürgen Müller","Engineer","Beispiel Optik GmbH","Prismen und Linsen"]}', '\xffd800ff');
INSERT INTO cards VALUES (2, 2, 0, 0, '[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]]', 'strong', 2, 'drawn', '0.1.0', '2026-11-20 09:00:00+00', '{"page":0,"quad":[[0.0,0.0],[900.0,0.0],[900.0,500.0],[0.0,500.0]],"country":"DE","language":"de","recommendation":"strong","contact":{"name":{"full":"Ada Beispiel","given":"Ada","family":"Beispiel","honorific":null,"suffix":null,"post_nominals":[],"other_script":null},"titles":["Partner"],"departments":[],"organization":"Beispiel Optik GmbH","phones":[{"type":"mobile","printed":"0170 1234562","e164":"+491701234562","extension":null}],"emails":["ada@beispiel.example"],"urls":[],"social":[],"addresses":[],"other_names":[],"unassigned":[],"qr":[]},"fields":[{"kind":"email","value":"ada@beispiel.example","raw":"ada@beispiel.example","confidence":0.9,"box":[1,2,3,4],"reasons":[],"alternatives":[]}],"quality":null,"timings_ms":{"ocr":75.0},"passes":1,"engine":"drawn","version":"0.1.0","text":["Ada Beispiel","Partner","Beispiel Optik GmbH","Prismen und Linsen"]}', '\xffd800ff');
INSERT INTO cardscan_schema VALUES ('0008');
INSERT INTO contact_search VALUES (2, '''0170'':20 ''1234562'':21 ''491701234562'':22 ''ada'':1A,9,15,17,29 ''beispiel'':2A,3A,6,10,16,18,30,32 ''days'':24 ''example'':11 ''gmbh'':5A,8,34 ''head'':12 ''lenses'':25 ''linsen'':37 ''mobile'':19 ''of'':13 ''optics'':23 ''optik'':4A,7,33 ''paper'':28 ''partner'':31 ''prismen'':35 ''research'':14 ''send'':26 ''the'':27 ''und'':36');
INSERT INTO contact_search VALUES (1, '''0170'':19 ''1234561'':20 ''491701234561'':21 ''beispiel'':3A,6,12,31 ''days'':23 ''engineer'':9,30 ''example'':13 ''gmbh'':5A,8,33 ''jurgen'':1A,10,14,16,28 ''lenses'':24 ''linsen'':36 ''mobile'':18 ''muller'':2A,11,15,17,29 ''optics'':22 ''optik'':4A,7,32 ''paper'':27 ''prismen'':34 ''send'':25 ''the'':26 ''und'':35');
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
INSERT INTO contacts VALUES (2, 'urn:uuid:2', 'Ada Beispiel', 'met', 'strong', 'DE', 'de', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, NULL, NULL, 'Beispiel Optik GmbH', 'ada@beispiel.example', '+491701234562', NULL, NULL);
INSERT INTO contacts VALUES (1, 'urn:uuid:1', 'Jürgen Müller', 'met', 'strong', 'DE', 'de', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, NULL, NULL, 'Beispiel Optik GmbH', 'jürgen.müller@beispiel.example', '+491701234561', NULL, '2026-11-21 09:00:00+00');
INSERT INTO drafts VALUES (1, 1, 'drafted', 'jürgen.müller@beispiel.example', 'Jürgen Müller', 'Optics', 'Hello', 'conference', 'first', '2026-11-25', 'de', '<1@x>', '/drafts/1.eml', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', NULL, NULL, NULL, NULL, 1, 0, '[]', false, 'informal', true);
INSERT INTO drafts VALUES (2, 2, 'approved', 'ada@beispiel.example', 'Ada Beispiel', 'Optics', 'Hello', 'conference', 'first', '2026-11-25', 'de', '<2@x>', '/drafts/2.eml', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', 'me', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', NULL, 1, 0, '[]', false, '', false);
INSERT INTO duplicate_questions VALUES (1, 1, 2, 4.5, '[["same firm",4.5]]', 'not_same', '2026-11-21 09:00:00+00', '2026-11-21 09:00:00+00', 'me');
INSERT INTO encounters VALUES (1, 1, 1, 'Optics Days', '2026-11-20', NULL, NULL, 'unknown', 'unknown', 'lenses', '[{"text":"send the paper","due":"2026-11-27"}]', '[]', '', NULL, '', true, '2026-11-20 09:00:00+00', '', 'files', '["OCR"]', '["tall"]');
INSERT INTO encounters VALUES (2, 2, 2, 'Optics Days', '2026-11-20', NULL, NULL, 'unknown', 'unknown', 'lenses', '[{"text":"send the paper","due":"2026-11-27"}]', '[]', '', NULL, '', true, '2026-11-20 09:00:00+00', '', 'files', '["OCR"]', '["tall"]');
INSERT INTO imported_entries VALUES ('uid:x', 1, 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '2026-11-21 09:00:00+00');
INSERT INTO kept_properties VALUES (1, 1, 'uid:x', 0, '["BDAY","1980-02-29","",[]]');
INSERT INTO match_keys VALUES (2, 'email', 'ada@beispiel.example');
INSERT INTO match_keys VALUES (2, 'phone', '01234562');
INSERT INTO match_keys VALUES (2, 'name', 'ada beispiel');
INSERT INTO match_keys VALUES (2, 'sound', 'pspl a');
INSERT INTO match_keys VALUES (2, 'sound', 'at b');
INSERT INTO match_keys VALUES (2, 'trigram', 'ada- bei-');
INSERT INTO match_keys VALUES (2, 'trigram', '-ada -iel');
INSERT INTO match_keys VALUES (2, 'domain', 'beispiel.example a');
INSERT INTO match_keys VALUES (2, 'domain', 'beispiel.example b');
INSERT INTO match_keys VALUES (2, 'identity', 'email ada@beispiel.example');
INSERT INTO match_keys VALUES (2, 'identity', 'ada beispiel phone 01234562');
INSERT INTO match_keys VALUES (2, 'identity', 'ada beispiel firm beispiel optik');
INSERT INTO match_keys VALUES (2, 'identity', 'ada beispiel domain beispiel.example');
INSERT INTO match_keys VALUES (1, 'email', 'jürgen.müller@beispiel.example');
INSERT INTO match_keys VALUES (1, 'phone', '01234561');
INSERT INTO match_keys VALUES (1, 'name', 'jurgen muller');
INSERT INTO match_keys VALUES (1, 'sound', 'mlr j');
INSERT INTO match_keys VALUES (1, 'sound', 'irkn m');
INSERT INTO match_keys VALUES (1, 'trigram', 'jur- mul-');
INSERT INTO match_keys VALUES (1, 'trigram', '-gen -ler');
INSERT INTO match_keys VALUES (1, 'domain', 'beispiel.example j');
INSERT INTO match_keys VALUES (1, 'domain', 'beispiel.example m');
INSERT INTO match_keys VALUES (1, 'identity', 'email jürgen.müller@beispiel.example');
INSERT INTO match_keys VALUES (1, 'identity', 'jurgen muller phone 01234561');
INSERT INTO match_keys VALUES (1, 'identity', 'jurgen muller firm beispiel optik');
INSERT INTO match_keys VALUES (1, 'identity', 'jurgen muller domain beispiel.example');
INSERT INTO photos VALUES (1, '0000000000000000000000000000000000000000000000000000000000000001', 'IMG_1.jpg', '/photos', 1000, 1795000000123456789, 'done', NULL, '2026-11-20 09:00:00+00', '0.1.0');
INSERT INTO photos VALUES (2, '0000000000000000000000000000000000000000000000000000000000000002', 'IMG_2.jpg', '/photos', 1000, 1795000000123456789, 'done', NULL, '2026-11-20 09:00:00+00', '0.1.0');
INSERT INTO promises VALUES (1, 1, 1, 'mine', 'send the paper', '2026-11-27', '2026-11-20', NULL, NULL, '2026-11-20 09:00:00+00');
INSERT INTO promises VALUES (2, 2, 2, 'mine', 'send the paper', '2026-11-27', '2026-11-20', NULL, NULL, '2026-11-20 09:00:00+00');
INSERT INTO publications VALUES (1, 'https://x.example/b/', '/b/1.vcf', '"1"', 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', '2026-11-21 09:00:00+00');
INSERT INTO review_steps VALUES (1, '2026-11-21 09:00:00+00', 'me', 'confirm', 1, '{}', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', NULL);
INSERT INTO sightings VALUES ('/photos/IMG_1.jpg', 1000, 1795000000123456789, 1, '2026-11-20 09:00:00+00');
INSERT INTO sightings VALUES ('/photos/IMG_2.jpg', 1000, 1795000000123456789, 2, '2026-11-20 09:00:00+00');
INSERT INTO store_secret VALUES (1, '\xe060fc388a648d29a07637efaf6f870f14950a035adfb6cfbe6336cb0a23c47c');
INSERT INTO suppressions VALUES ('e00b040befd4df2391e45868c1e456cb63bd0ae6120248b21050bac33c166be7', false, 'asked for it', '2026-11-20 09:00:00+00');
INSERT INTO touches VALUES (1, 1, '2026-11-21 09:00:00+00', 'in', 'message', 'Grüße', NULL, '2026-11-21 09:00:00+00');
INSERT INTO watchers VALUES ('w', 3, '2026-11-21 09:00:00+00', '2026-11-21 09:00:00+00', '["/in"]', '');
SELECT pg_catalog.setval('arrivals_id_seq', 1, true);
SELECT pg_catalog.setval('audit_id_seq', 3, true);
SELECT pg_catalog.setval('cards_id_seq', 2, true);
SELECT pg_catalog.setval('contact_values_id_seq', 11, true);
SELECT pg_catalog.setval('contacts_id_seq', 2, true);
SELECT pg_catalog.setval('drafts_id_seq', 2, true);
SELECT pg_catalog.setval('duplicate_questions_id_seq', 1, true);
SELECT pg_catalog.setval('encounters_id_seq', 2, true);
SELECT pg_catalog.setval('kept_properties_id_seq', 1, true);
SELECT pg_catalog.setval('merges_id_seq', 1, false);
SELECT pg_catalog.setval('photos_id_seq', 2, true);
SELECT pg_catalog.setval('promises_id_seq', 2, true);
SELECT pg_catalog.setval('review_steps_id_seq', 1, true);
SELECT pg_catalog.setval('store_secret_id_seq', 1, true);
SELECT pg_catalog.setval('touches_id_seq', 1, true);
ALTER TABLE ONLY cardscan_schema
    ADD CONSTRAINT cardscan_schema_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY contact_search
    ADD CONSTRAINT contact_search_pkey PRIMARY KEY (contact_id);
ALTER TABLE ONLY arrivals
    ADD CONSTRAINT pk_arrivals PRIMARY KEY (id);
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
ALTER TABLE ONLY duplicate_questions
    ADD CONSTRAINT pk_duplicate_questions PRIMARY KEY (id);
ALTER TABLE ONLY encounters
    ADD CONSTRAINT pk_encounters PRIMARY KEY (id);
ALTER TABLE ONLY imported_entries
    ADD CONSTRAINT pk_imported_entries PRIMARY KEY (key);
ALTER TABLE ONLY kept_properties
    ADD CONSTRAINT pk_kept_properties PRIMARY KEY (id);
ALTER TABLE ONLY match_keys
    ADD CONSTRAINT pk_match_keys PRIMARY KEY (contact_id, kind, key);
ALTER TABLE ONLY merges
    ADD CONSTRAINT pk_merges PRIMARY KEY (id);
ALTER TABLE ONLY moved_rows
    ADD CONSTRAINT pk_moved_rows PRIMARY KEY (table_name, row_key);
ALTER TABLE ONLY photos
    ADD CONSTRAINT pk_photos PRIMARY KEY (id);
ALTER TABLE ONLY promises
    ADD CONSTRAINT pk_promises PRIMARY KEY (id);
ALTER TABLE ONLY publications
    ADD CONSTRAINT pk_publications PRIMARY KEY (contact_id, address_book);
ALTER TABLE ONLY review_steps
    ADD CONSTRAINT pk_review_steps PRIMARY KEY (id);
ALTER TABLE ONLY sightings
    ADD CONSTRAINT pk_sightings PRIMARY KEY (path);
ALTER TABLE ONLY store_secret
    ADD CONSTRAINT pk_store_secret PRIMARY KEY (id);
ALTER TABLE ONLY suppressions
    ADD CONSTRAINT pk_suppressions PRIMARY KEY (hash);
ALTER TABLE ONLY touches
    ADD CONSTRAINT pk_touches PRIMARY KEY (id);
ALTER TABLE ONLY watchers
    ADD CONSTRAINT pk_watchers PRIMARY KEY (name);
ALTER TABLE ONLY arrivals
    ADD CONSTRAINT uq_arrivals_path_size_mtime_ns UNIQUE (path, size, mtime_ns);
ALTER TABLE ONLY cards
    ADD CONSTRAINT uq_cards_photo_id_card_index UNIQUE (photo_id, card_index);
ALTER TABLE ONLY contacts
    ADD CONSTRAINT uq_contacts_uid UNIQUE (uid);
ALTER TABLE ONLY drafts
    ADD CONSTRAINT uq_drafts_message_id UNIQUE (message_id);
ALTER TABLE ONLY duplicate_questions
    ADD CONSTRAINT uq_duplicate_questions_first_id_second_id UNIQUE (first_id, second_id);
ALTER TABLE ONLY photos
    ADD CONSTRAINT uq_photos_sha256 UNIQUE (sha256);
CREATE INDEX ix_arrivals_folder ON arrivals USING btree (folder);
CREATE INDEX ix_arrivals_owner ON arrivals USING btree (owner);
CREATE INDEX ix_arrivals_state ON arrivals USING btree (state);
CREATE INDEX ix_audit_subject ON audit USING btree (subject);
CREATE INDEX ix_cards_contact_id ON cards USING btree (contact_id);
CREATE INDEX ix_cards_photo_id ON cards USING btree (photo_id);
CREATE INDEX ix_contact_search_document ON contact_search USING gin (document);
CREATE INDEX ix_contact_values_card_id ON contact_values USING btree (card_id);
CREATE INDEX ix_contact_values_contact_id ON contact_values USING btree (contact_id);
CREATE INDEX ix_contacts_display_name ON contacts USING btree (display_name);
CREATE INDEX ix_contacts_merged_into ON contacts USING btree (merged_into);
CREATE INDEX ix_drafts_contact_id ON drafts USING btree (contact_id);
CREATE INDEX ix_drafts_state ON drafts USING btree (state);
CREATE INDEX ix_duplicate_questions_first_id ON duplicate_questions USING btree (first_id);
CREATE INDEX ix_duplicate_questions_second_id ON duplicate_questions USING btree (second_id);
CREATE INDEX ix_encounters_card_id ON encounters USING btree (card_id);
CREATE INDEX ix_encounters_contact_id ON encounters USING btree (contact_id);
CREATE INDEX ix_imported_entries_contact_id ON imported_entries USING btree (contact_id);
CREATE INDEX ix_kept_properties_contact_id ON kept_properties USING btree (contact_id);
CREATE INDEX ix_match_keys_kind_key_contact_id ON match_keys USING btree (kind, key, contact_id);
CREATE INDEX ix_merges_kept_id ON merges USING btree (kept_id);
CREATE INDEX ix_merges_merged_id ON merges USING btree (merged_id);
CREATE INDEX ix_moved_rows_home_id ON moved_rows USING btree (home_id);
CREATE INDEX ix_promises_contact_id ON promises USING btree (contact_id);
CREATE INDEX ix_promises_encounter_id ON promises USING btree (encounter_id);
CREATE INDEX ix_review_steps_contact_id ON review_steps USING btree (contact_id);
CREATE INDEX ix_sightings_photo_id ON sightings USING btree (photo_id);
CREATE INDEX ix_touches_contact_id ON touches USING btree (contact_id);
CREATE INDEX ix_touches_draft_id ON touches USING btree (draft_id);
ALTER TABLE ONLY contact_search
    ADD CONSTRAINT contact_search_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY cards
    ADD CONSTRAINT fk_cards_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE SET NULL;
ALTER TABLE ONLY cards
    ADD CONSTRAINT fk_cards_photo_id FOREIGN KEY (photo_id) REFERENCES photos(id) ON DELETE CASCADE;
ALTER TABLE ONLY contact_values
    ADD CONSTRAINT fk_contact_values_card_id FOREIGN KEY (card_id) REFERENCES cards(id) ON DELETE SET NULL;
ALTER TABLE ONLY contact_values
    ADD CONSTRAINT fk_contact_values_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY contacts
    ADD CONSTRAINT fk_contacts_merged_into FOREIGN KEY (merged_into) REFERENCES contacts(id);
ALTER TABLE ONLY drafts
    ADD CONSTRAINT fk_drafts_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY duplicate_questions
    ADD CONSTRAINT fk_duplicate_questions_first_id FOREIGN KEY (first_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY duplicate_questions
    ADD CONSTRAINT fk_duplicate_questions_second_id FOREIGN KEY (second_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY encounters
    ADD CONSTRAINT fk_encounters_card_id FOREIGN KEY (card_id) REFERENCES cards(id) ON DELETE SET NULL;
ALTER TABLE ONLY encounters
    ADD CONSTRAINT fk_encounters_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY imported_entries
    ADD CONSTRAINT fk_imported_entries_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY kept_properties
    ADD CONSTRAINT fk_kept_properties_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY match_keys
    ADD CONSTRAINT fk_match_keys_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY merges
    ADD CONSTRAINT fk_merges_kept_id FOREIGN KEY (kept_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY merges
    ADD CONSTRAINT fk_merges_merged_id FOREIGN KEY (merged_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY moved_rows
    ADD CONSTRAINT fk_moved_rows_home_id FOREIGN KEY (home_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY promises
    ADD CONSTRAINT fk_promises_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY promises
    ADD CONSTRAINT fk_promises_encounter_id FOREIGN KEY (encounter_id) REFERENCES encounters(id) ON DELETE SET NULL;
ALTER TABLE ONLY publications
    ADD CONSTRAINT fk_publications_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY review_steps
    ADD CONSTRAINT fk_review_steps_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY sightings
    ADD CONSTRAINT fk_sightings_photo_id FOREIGN KEY (photo_id) REFERENCES photos(id) ON DELETE CASCADE;
ALTER TABLE ONLY touches
    ADD CONSTRAINT fk_touches_contact_id FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE;
ALTER TABLE ONLY touches
    ADD CONSTRAINT fk_touches_draft_id FOREIGN KEY (draft_id) REFERENCES drafts(id) ON DELETE SET NULL;
