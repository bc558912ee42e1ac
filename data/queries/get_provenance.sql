-- in nothing   out the columns of provenance.csv, by file
SELECT file, status, source
  FROM provenance
 ORDER BY file;
