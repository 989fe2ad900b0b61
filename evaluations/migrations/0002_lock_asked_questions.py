"""A question that was asked, or that the bank holds, is never reworded: a new version is made."""

from django.db import migrations

LOCKS = """
CREATE FUNCTION bank_item_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'retired_on' IS DISTINCT FROM to_jsonb(OLD) - 'retired_on' AND (
        OLD.survey_id IS NULL OR EXISTS (
            SELECT FROM evaluations_surveyitem a JOIN evaluations_surveyround r ON r.id = a.round_id
            WHERE a.item_id = OLD.id AND r.state <> 'planned'))
    THEN RAISE EXCEPTION 'item % is locked: make a new version', OLD.code USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_item_is_locked BEFORE UPDATE ON evaluations_bankitem
    FOR EACH ROW EXECUTE FUNCTION bank_item_is_locked();
CREATE FUNCTION asked_item_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM evaluations_surveyround WHERE id = NEW.round_id) <> 'planned'
    THEN RAISE EXCEPTION 'the round is open: its questions are locked' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER asked_item_is_locked BEFORE INSERT OR UPDATE ON evaluations_surveyitem
    FOR EACH ROW EXECUTE FUNCTION asked_item_is_locked();
"""
UNLOCKS = """
DROP TRIGGER asked_item_is_locked ON evaluations_surveyitem;
DROP TRIGGER bank_item_is_locked ON evaluations_bankitem;
DROP FUNCTION asked_item_is_locked();
DROP FUNCTION bank_item_is_locked();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0001_initial"),
    ]

    operations = [migrations.RunSQL(LOCKS, UNLOCKS)]
