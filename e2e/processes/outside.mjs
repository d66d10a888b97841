// A service in a namespace, for the test that cannot reach it: prints the id of each call, and answers when the test writes
// a line, from then on at once. Arguments: the port.
import { createServer } from 'node:http';

const held = new Set();
let isOpen = false;
createServer((request, response) => {
  process.stdout.write(`${new URL(request.url, 'http://outside').searchParams.get('id')}\n`);
  if (isOpen) response.end('{}');
  else held.add(response);
}).listen(Number(process.argv[2]), '127.0.0.1');
process.stdin.on('data', () => {
  isOpen = true;
  for (const response of held) response.end('{}');
  held.clear();
});
// The test is gone.
process.stdin.on('end', () => process.exit());
