/** For a test: opens the embedded database and writes rows, one line of output per acknowledged row, until it is killed. */
import { openDatabase } from '../database/database.ts';

const [dataDir = '', templateDirectory] = process.argv.slice(2);
const database = await openDatabase({
  dataDir,
  templateDirectory,
  onError: (error) => {
    throw error;
  },
});
await database.pool.query('create table written (id integer primary key)');
for (let id = 0; ; id += 1) {
  await database.pool.query('insert into written values ($1)', [id]);
  process.stdout.write('.\n');
}
