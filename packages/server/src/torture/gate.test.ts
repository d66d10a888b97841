import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { canPassGate, Gate } from './gate.ts';
import { listenOnLoopback } from './loopback.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A gate before a server that says everything back and remembers it. */
async function gateToEcho() {
  const heard: string[] = [];
  const echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard.push(bytes.toString());
      socket.write(bytes);
    });
  });
  const port = await listenOnLoopback(echo);
  cleanUps.push(() => echo.close());
  const { gate, url } = await Gate.open(`postgres://ada:secret@localhost:${port}/stories?application_name=x`);
  cleanUps.push(() => gate.close());
  return { gate, url, heard, port };
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  cleanUps.push(() => socket.destroy());
  return socket;
}

async function through(url: string): Promise<Socket> {
  const socket = open(Number(new URL(url).port));
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [bytes] = await once(socket, 'data');
  return String(bytes);
}

test('lets everything through, and keeps the rest of the address', async () => {
  const { url } = await gateToEcho();
  expect(await ask(await through(url), 'hello')).toBe('hello');
  expect(url).toMatch(/^postgres:\/\/ada:secret@127\.0\.0\.1:\d+\/stories\?application_name=x$/);
});

test('cuts connections, and lets new ones through', async () => {
  const { gate, url } = await gateToEcho();
  const socket = await through(url);
  await ask(socket, 'hello');
  expect(gate.cut()).toBe(1);
  await once(socket, 'close');
  expect(await ask(await through(url), 'again')).toBe('again');
});

test('loses an answer after the question was heard', async () => {
  const { gate, url, heard } = await gateToEcho();
  const socket = await through(url);
  gate.loseAnswers(1);
  let answer = '';
  socket.on('data', (bytes) => {
    answer += bytes.toString();
  });
  socket.write('commit');
  await once(socket, 'close');
  expect(heard).toEqual(['commit']);
  expect(answer).toBe('');
});

test('is silent, and then tells all', async () => {
  const { gate, url, heard, port } = await gateToEcho();
  const socket = await through(url);
  await ask(socket, 'hello');
  gate.silence();
  const answer = ask(socket, 'still there?');
  // Past the gate there and back: in that time the other would have been heard as well.
  for (const text of ['one', 'two']) await ask(open(port), text);
  expect(heard).toEqual(['hello', 'one', 'two']);
  gate.resume();
  expect(await answer).toBe('still there?');
});

test('refuses, until it is over', async () => {
  const { gate, url, heard } = await gateToEcho();
  gate.refuse();
  const refused = open(Number(new URL(url).port));
  refused.write('let me in');
  await new Promise((resolve) => refused.once('close', resolve));
  expect(heard).toEqual([]);
  gate.resume();
  expect(await ask(await through(url), 'back')).toBe('back');
});

test.each([
  ['postgres://a@b/c', true],
  ['postgres://a@b/c?sslmode=disable', true],
  ['postgres://a@b/c?sslmode=verify-full', false],
])('%s can pass: %s', (url, expected) => {
  expect(canPassGate(url)).toBe(expected);
});
