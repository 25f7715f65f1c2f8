-- Says what can be chosen from now on, and answers with everything that ever could.
CREATE FUNCTION offer_options(_polls text[], _choices text[], OUT poll text, OUT choice text) RETURNS SETOF record
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
BEGIN
  IF EXISTS (SELECT * FROM unnest(_polls, _choices) EXCEPT SELECT o.poll, o.choice FROM offered AS o) THEN
    LOCK TABLE offered IN SHARE ROW EXCLUSIVE MODE;  -- many workers start at once
    INSERT INTO offered (poll, choice)
      SELECT * FROM unnest(_polls, _choices) EXCEPT SELECT o.poll, o.choice FROM offered AS o;
  END IF;
  RETURN QUERY SELECT o.poll, o.choice FROM offered AS o ORDER BY 1, 2;
END
$$;
