// `npm start`: the same as `fabula server`.
process.argv.splice(2, 0, 'server');
await import('./fabula.mjs');
