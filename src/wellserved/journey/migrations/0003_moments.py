"""The moments: a table partitioned by month, its indexes and the ledger of keys."""

from django.db import migrations, models

FORWARD = """
CREATE SEQUENCE journey_moment_id_seq CACHE 100;
CREATE TABLE journey_moment (
    id bigint NOT NULL DEFAULT nextval('journey_moment_id_seq'),
    -- The transaction that wrote the row; a bigint, for which block range indexes exist.
    xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    source_id integer NOT NULL,
    source_key text NOT NULL,
    touchpoint_id integer NOT NULL,
    measure_id integer NOT NULL,
    expected double precision,
    believed double precision,
    standard double precision,
    delivered double precision,
    told double precision,
    perceived double precision,
    customer_key uuid,
    staff_id integer,
    location_id integer,
    channel text,
    segment_id integer,
    language text,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    money numeric(14, 2),
    currency text,
    subject_kind text,
    subject_id text,
    attributes jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (occurred_at, id),
    CONSTRAINT moment_has_a_level CHECK (
        num_nonnulls(expected, believed, standard, delivered, told, perceived) > 0),
    CONSTRAINT moment_subject_is_whole CHECK ((subject_kind IS NULL) = (subject_id IS NULL)),
    CONSTRAINT moment_money_has_currency CHECK ((money IS NULL) = (currency IS NULL)),
    CONSTRAINT moment_attributes_are_small CHECK (pg_column_size(attributes) < 8192)
) PARTITION BY RANGE (occurred_at);
ALTER SEQUENCE journey_moment_id_seq OWNED BY journey_moment.id;
CREATE INDEX journey_moment_measure ON journey_moment (measure_id, occurred_at);
CREATE INDEX journey_moment_customer ON journey_moment (customer_key, occurred_at) WHERE customer_key IS NOT NULL;
CREATE INDEX journey_moment_subject ON journey_moment (subject_kind, subject_id) WHERE subject_id IS NOT NULL;
-- Rows lie on disk nearly in the order of their transactions: a block range index finds the new ones for the lake.
CREATE INDEX journey_moment_xid ON journey_moment USING brin (xid) WITH (pages_per_range = 32);
CREATE TABLE journey_momentkey (
    source_id integer NOT NULL,
    source_key text NOT NULL,
    moment_id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (source_id, source_key)
);
CREATE FUNCTION journey_moment_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'moments are append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journey_moment_append_only BEFORE UPDATE OR DELETE ON journey_moment
    FOR EACH ROW EXECUTE FUNCTION journey_moment_is_append_only();
"""
BACKWARD = """
DROP TABLE journey_moment;
DROP TABLE journey_momentkey;
DROP FUNCTION journey_moment_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("journey", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
