-- in nothing   out file, status, source, by file
SELECT file, status, source
  FROM provenance
 ORDER BY file;
