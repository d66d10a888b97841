/** The local service that the scenario `http` calls: bare Node, so that it costs as little as it can. */
import { createServer } from 'node:http';

const customer = JSON.stringify({ id: 4711, name: 'Ada Example', country: 'IE', is_active: true });
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(customer) };
const server = createServer((_request, response) => response.writeHead(200, headers).end(customer));
server.listen(Number(process.env['PORT']), '127.0.0.1');
