// A PostgreSQL to test and measure on, where one is at hand: the one named in the environment, else one that answers on
// this machine at its usual places. Needs the installed dependencies.
const usualPlaces = ['postgres://root@127.0.0.1:5432/test', 'postgres://postgres@127.0.0.1:5432/postgres'];
const oldestVersion = 150000;

/** The first address that answers and is new enough, or null. `named`: addresses to try instead of the usual places. */
export async function findPostgres(...named) {
  const given = named.filter((url) => url !== undefined && url !== '');
  const { default: pg } = await import('pg');
  for (const url of given.length > 0 ? given : usualPlaces) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      const { rows } = await client.query('show server_version_num');
      if (Number(rows[0].server_version_num) >= oldestVersion) return url;
    } catch {
      // Not there, or not for us; the next one may be.
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return null;
}
