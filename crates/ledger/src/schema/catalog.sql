WITH relation AS (
  SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1
)
SELECT line FROM (
  SELECT format('%s %s%s', relkind, relname, CASE WHEN relrowsecurity THEN ' secured' END) AS line
    FROM relation
  UNION ALL SELECT format('%s.%s %s%s%s', relname, attname, format_type(atttypid, atttypmod),
      CASE WHEN attnotnull THEN ' not null' END, CASE WHEN atthasdef THEN ' default' END)
    FROM relation JOIN pg_attribute ON attrelid = relation.oid
    WHERE relkind NOT IN ('i', 'I') AND attnum > 0 AND NOT attisdropped
  UNION ALL SELECT format('%s %s', relname, pg_get_constraintdef(pg_constraint.oid))
    FROM relation JOIN pg_constraint ON conrelid = relation.oid
    WHERE contype <> 'n'
  UNION ALL SELECT format('%s trigger %s', relname, tgname)
    FROM relation JOIN pg_trigger ON tgrelid = relation.oid
  UNION ALL SELECT format('%s rule %s', relname, rulename)
    FROM relation JOIN pg_rewrite ON ev_class = relation.oid
  UNION ALL SELECT format('%s policy %s', relname, polname)
    FROM relation JOIN pg_policy ON polrelid = relation.oid
  UNION ALL SELECT format('%s child %s', relname, inhrelid::regclass)
    FROM relation JOIN pg_inherits ON inhparent = relation.oid
) AS lines ORDER BY line COLLATE "C"
