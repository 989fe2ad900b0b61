"""What belongs to a certified report cannot be changed, whoever asks the database."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION outcomes_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'period_is_locked',
    MESSAGE = what || ' belongs to a certified report and cannot be changed';
END $$;

CREATE FUNCTION outcomes_report_lock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['state', 'published_at', 'changed_at', 'revision'];
BEGIN
  IF OLD.state NOT IN ('certified', 'published') THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN PERFORM outcomes_refuse('The status report'); END IF;
  -- An account may be deleted; who it was is in the events.
  IF NEW.submitted_by_id IS NULL THEN moving := moving || ARRAY['submitted_by_id']; END IF;
  IF NEW.approved_by_id IS NULL THEN moving := moving || ARRAY['approved_by_id']; END IF;
  IF NEW.certified_by_id IS NULL THEN moving := moving || ARRAY['certified_by_id']; END IF;
  IF NEW.state NOT IN ('certified', 'published')
     OR (OLD.state = 'published' AND NEW.state <> 'published')
     OR (to_jsonb(NEW) - moving) <> (to_jsonb(OLD) - moving) THEN
    PERFORM outcomes_refuse('The status report');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION outcomes_part_lock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['stale_since', 'moved', 'checked_at'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (to_jsonb(NEW) - moving) = (to_jsonb(OLD) - moving) THEN RETURN NEW; END IF;
  END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE id = OLD.report_id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse(TG_ARGV[0]);
  END IF;
  IF TG_OP <> 'DELETE' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE id = NEW.report_id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse(TG_ARGV[0]);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION outcomes_target_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE period_id = OLD.period_id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse('The target');
  END IF;
  IF TG_OP <> 'DELETE' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE period_id = NEW.period_id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse('The target');
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- The days of a period are those that its certified figures are of.
CREATE FUNCTION outcomes_period_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.project_id, NEW.year, NEW.starts_on, NEW.ends_on)
       IS DISTINCT FROM (OLD.project_id, OLD.year, OLD.starts_on, OLD.ends_on)
     AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE period_id = OLD.id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse('The period');
  END IF;
  RETURN NEW;
END $$;

-- Another signature may only take the place of one by a key that was withdrawn.
CREATE FUNCTION outcomes_bundle_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NOT EXISTS (SELECT FROM core_signingkey WHERE kid = OLD.kid)
     AND (NEW.id, NEW.report_id, NEW.previous_id, NEW.position, NEW.manifest_sha256, NEW.created_at)
       IS NOT DISTINCT FROM
         (OLD.id, OLD.report_id, OLD.previous_id, OLD.position, OLD.manifest_sha256, OLD.created_at) THEN
    RETURN NEW;
  END IF;
  PERFORM outcomes_refuse('The bundle');
END $$;

CREATE TRIGGER outcomes_bundle_lock BEFORE UPDATE OR DELETE ON outcomes_reportbundle
  FOR EACH ROW EXECUTE FUNCTION outcomes_bundle_lock();
-- What was spent or entered by hand in a period: a report of one commission locks its own.
CREATE FUNCTION outcomes_entry_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE period_id = OLD.period_id AND state IN ('certified', 'published')
         AND (commission_id IS NULL OR OLD.commission_id IS NULL OR commission_id = OLD.commission_id)) THEN
    PERFORM outcomes_refuse(TG_ARGV[0]);
  END IF;
  IF TG_OP <> 'DELETE' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE period_id = NEW.period_id AND state IN ('certified', 'published')
         AND (commission_id IS NULL OR NEW.commission_id IS NULL OR commission_id = NEW.commission_id)) THEN
    PERFORM outcomes_refuse(TG_ARGV[0]);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER outcomes_period_lock BEFORE UPDATE ON outcomes_period
  FOR EACH ROW EXECUTE FUNCTION outcomes_period_lock();
CREATE TRIGGER outcomes_report_lock BEFORE UPDATE OR DELETE ON outcomes_statusreport
  FOR EACH ROW EXECUTE FUNCTION outcomes_report_lock();
CREATE TRIGGER outcomes_claim_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_claim
  FOR EACH ROW EXECUTE FUNCTION outcomes_part_lock('The claim');
CREATE TRIGGER outcomes_text_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_reporttext
  FOR EACH ROW EXECUTE FUNCTION outcomes_part_lock('The text');
CREATE TRIGGER outcomes_statement_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_statement
  FOR EACH ROW EXECUTE FUNCTION outcomes_part_lock('The statement');
CREATE TRIGGER outcomes_actual_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_actual
  FOR EACH ROW EXECUTE FUNCTION outcomes_part_lock('The figure');
CREATE TRIGGER outcomes_target_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_target
  FOR EACH ROW EXECUTE FUNCTION outcomes_target_lock();
CREATE TRIGGER outcomes_expenditure_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_expenditure
  FOR EACH ROW EXECUTE FUNCTION outcomes_entry_lock('The expenditure');
CREATE TRIGGER outcomes_manualactual_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_manualactual
  FOR EACH ROW EXECUTE FUNCTION outcomes_entry_lock('The figure entered by hand');
"""

BACKWARD = """
DROP TRIGGER outcomes_period_lock ON outcomes_period;
DROP TRIGGER outcomes_bundle_lock ON outcomes_reportbundle;
DROP TRIGGER outcomes_manualactual_lock ON outcomes_manualactual;
DROP TRIGGER outcomes_expenditure_lock ON outcomes_expenditure;
DROP TRIGGER outcomes_target_lock ON outcomes_target;
DROP TRIGGER outcomes_actual_lock ON outcomes_actual;
DROP TRIGGER outcomes_statement_lock ON outcomes_statement;
DROP TRIGGER outcomes_text_lock ON outcomes_reporttext;
DROP TRIGGER outcomes_claim_lock ON outcomes_claim;
DROP TRIGGER outcomes_report_lock ON outcomes_statusreport;
DROP FUNCTION outcomes_period_lock();
DROP FUNCTION outcomes_bundle_lock();
DROP FUNCTION outcomes_entry_lock();
DROP FUNCTION outcomes_target_lock();
DROP FUNCTION outcomes_part_lock();
DROP FUNCTION outcomes_report_lock();
DROP FUNCTION outcomes_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
