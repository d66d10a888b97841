// `npm start`: the same as `fabula server`.
import { endWithNpm } from './follow-npm.mjs';

endWithNpm();
process.argv.splice(2, 0, 'server');
await import('./fabula.mjs');
