-- Says what is offered from now on, or was heard of otherwise, and answers with everything that ever was. Options of which
-- no offer tells, those of earlier versions, come without a digest.
CREATE FUNCTION offer_polls(_digests text[], _polls text[], _options text[], _final boolean[], _roll boolean[],
                            OUT digest text, OUT poll text, OUT options text, OUT final boolean, OUT roll boolean) RETURNS SETOF record
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
BEGIN
  IF EXISTS (SELECT * FROM unnest(_digests) EXCEPT SELECT o.digest FROM offers AS o) THEN
    LOCK TABLE offers IN SHARE ROW EXCLUSIVE MODE;  -- many workers start at once
    INSERT INTO offers (digest, poll, options, final, roll)
      SELECT DISTINCT ON (d.digest) d.digest, d.poll, d.options, d.final, d.roll
      FROM unnest(_digests, _polls, _options, _final, _roll) AS d (digest, poll, options, final, roll)
      WHERE NOT EXISTS (SELECT 1 FROM offers AS o WHERE o.digest = d.digest);
    INSERT INTO offered (poll, choice)
      SELECT d.poll, c.choice FROM unnest(_polls, _options) AS d (poll, options)
      CROSS JOIN LATERAL unnest(string_to_array(d.options, ',')) AS c (choice)
      EXCEPT SELECT o.poll, o.choice FROM offered AS o;
  END IF;
  RETURN QUERY
    SELECT o.digest, o.poll, o.options, o.final, o.roll FROM offers AS o
    UNION ALL
    SELECT NULL, o.poll, string_agg(o.choice, ',' ORDER BY o.choice), NULL, NULL FROM offered AS o GROUP BY o.poll
    ORDER BY 2, 1, 3;
END
$$;
