/** Who answers on the address that Fabula is to listen on. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Settings } from '../settings.ts';
import { broken, doubtful, type Finding, fine } from './finding.ts';

const answerWithinMs = 3_000;

export async function checkAddress({ host, port }: Settings): Promise<Finding> {
  const address = `http://${addressOf(host)}:${port}`;
  if (port === 0) return fine('server', 'PORT is 0: each start takes a free port.');
  if (!(await isTaken(addressOf(host, false), port))) {
    return fine('server', `Nothing listens on ${address}: the server does not run here, or the port is free for it.`);
  }
  const health = await ask(`${address}/healthz`);
  if (health === null || health.body?.['status'] !== 'ok') {
    return broken('server', `Another program listens on ${address}.`, 'Stop it, or set PORT to a free one.');
  }
  const ready = await ask(`${address}/readyz`);
  const version = typeof health.body['version'] === 'string' ? ` ${health.body['version']}` : '';
  return ready?.status === 200
    ? fine('server', `Fabula${version} answers on ${address}, and is ready.`)
    : doubtful(
        'server',
        `Fabula${version} answers on ${address}, and is not ready: ${String(ready?.body?.['reason'] ?? 'no answer')}.`,
        'Look at its log. If the database is away, this passes when it is back.',
      );
}

async function isTaken(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  socket.setTimeout(answerWithinMs, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function ask(url: string): Promise<{ status: number; body: Record<string, unknown> | null } | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) });
    const body: unknown = await answer.json().catch(() => null);
    return { status: answer.status, body: isRecord(body) ? body : null };
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** "All interfaces" is reached on this one. */
function addressOf(host: string, inUrl = true): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  const plain = host === '::' ? '::1' : host;
  return inUrl && plain.includes(':') ? `[${plain}]` : plain;
}
