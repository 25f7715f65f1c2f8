-- Counts rows of `votes` that no ballot brought, as they come: what the original sample's worker writes beside ours. It
-- says INSERT INTO votes (id, vote) and, where that fails, UPDATE votes SET vote = ... WHERE id = ...; ours name a new
-- ballot's uid with each vote, so that the conditions below pass their rows by.
--
-- A vote that it changes counts as its voter's latest, whoever brought the one before. The row loses the uid of the
-- ballot that it had and keeps its `n`: a ballot that is applied later has a higher one. It knows of one poll alone:
-- where its UPDATE meets votes of the same voter in others, those stay as they are.
--
-- After the row, so that whoever writes the same vote waits for that first, and holds nothing meanwhile. These sums are
-- in partition -1, which no batch writes to.
CREATE FUNCTION count_beside() RETURNS trigger LANGUAGE plpgsql VOLATILE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on AS $$
DECLARE
  _old_vote text;
  _step record;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.poll <> 'default' THEN
      UPDATE votes SET vote = OLD.vote WHERE id = NEW.id AND poll = NEW.poll;
      RETURN NULL;
    END IF;
    UPDATE votes SET uid = NULL WHERE id = NEW.id AND poll = NEW.poll AND uid IS NOT NULL;
    _old_vote = OLD.vote;
  END IF;

  FOR _try IN 1 .. 5 LOOP
    BEGIN
      FOR _step IN
        SELECT o.choice, sum(s.k) AS k
        FROM (VALUES (NEW.vote, 1), (_old_vote, -1)) AS s (choice, k)
        CROSS JOIN LATERAL unnest(string_to_array(s.choice, ',')) AS o (choice)
        GROUP BY o.choice HAVING sum(s.k) <> 0 ORDER BY o.choice COLLATE "C"
      LOOP
        UPDATE tallies SET n = n + _step.k WHERE poll = NEW.poll AND choice = _step.choice AND partition = -1;
        IF NOT FOUND THEN
          INSERT INTO tallies (poll, choice, partition, n) VALUES (NEW.poll, _step.choice, -1, _step.k);
        END IF;
      END LOOP;
      IF TG_OP = 'INSERT' THEN
        UPDATE turnout SET n = n + 1 WHERE poll = NEW.poll AND partition = -1;
        IF NOT FOUND THEN
          INSERT INTO turnout (poll, partition, n) VALUES (NEW.poll, -1, 1);
        END IF;
      END IF;
      UPDATE partitions SET batches = batches + 1 WHERE p = -1;
      IF NOT FOUND THEN
        INSERT INTO partitions (p, expires, batches) VALUES (-1, 'infinity', 1);
      END IF;
      EXIT;
    EXCEPTION WHEN unique_violation THEN  -- another was first with a row of these: it is there to be updated now
      IF _try = 5 THEN RAISE; END IF;
    END;
  END LOOP;
  PERFORM pg_notify('scrutin_tallies', json_build_array(NEW.poll)::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER vote_came_beside AFTER INSERT ON votes
  FOR EACH ROW WHEN (NEW.uid IS NULL) EXECUTE PROCEDURE count_beside();

-- What the function itself writes to `votes` is at a depth above 0.
CREATE TRIGGER vote_changed_beside AFTER UPDATE OF vote ON votes
  FOR EACH ROW WHEN (NEW.uid IS NOT DISTINCT FROM OLD.uid AND NEW.vote IS DISTINCT FROM OLD.vote
                     AND pg_trigger_depth() = 0) EXECUTE PROCEDURE count_beside();
