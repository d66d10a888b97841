/** One question to the model: through the egress rules, with failures told apart by whether asking again may help. */
import type { EffectPorts, ModelProvider, OutgoingResponse } from '@fabula/engine';
import { parseJson, toText, type Value } from '@fabula/formula';
import { findHeader } from '../http-request/read-response.ts';
import { lookUp } from '../options/read-path.ts';
import { anthropic } from './dialects/anthropic.ts';
import type { Dialect, ModelAnswer, Question } from './dialects/dialect.ts';
import { openai } from './dialects/openai.ts';

const dialects: Readonly<Record<ModelProvider['dialect'], Dialect>> = { openai, anthropic };
const maxAnswerBytes = 20_000_000;

export interface ModelFailure {
  /** A sentence for the log; never the key. */
  readonly message: string;
  readonly isTemporary: boolean;
  /** As the service wishes it. */
  readonly retryAfter: string | undefined;
}

export async function askModel(
  provider: ModelProvider,
  question: Question,
  timeoutMs: number,
  ports: Pick<EffectPorts, 'outgoing' | 'signal'>,
): Promise<{ readonly ok: true; readonly value: ModelAnswer } | { readonly ok: false; readonly error: ModelFailure }> {
  const dialect = dialects[provider.dialect];
  const answer = await ports.outgoing.send(
    {
      method: 'POST',
      url: `${baseOf(provider.url)}${dialect.path}`,
      headers: [['Content-Type', 'application/json'], ['Accept', 'application/json'], ...dialect.headers(provider.key)],
      body: new TextEncoder().encode(JSON.stringify(dialect.body(question))),
      timeoutMs,
      // a service that moves would be sent the key
      followRedirects: false,
      verifyTls: true,
      maxResponseBytes: maxAnswerBytes,
    },
    ports.signal,
  );
  const fail = (message: string, isTemporary: boolean, retryAfter?: string) =>
    ({ ok: false, error: { message: withoutKey(message, provider.key), isTemporary, retryAfter } }) as const;
  if (!answer.ok) {
    const { kind, message } = answer.error;
    return fail(`The model cannot be asked. ${message}`, kind === 'timeout' || kind === 'connect' || kind === 'dns');
  }
  const { status } = answer.value;
  const body = bodyOf(answer.value);
  if (status !== 200) {
    const isTemporary = status === 408 || status === 429 || status >= 500;
    const told = `The model's service answered with status ${status}${reasonOf(body)}.`;
    return fail(told, isTemporary, findHeader(answer.value, 'retry-after'));
  }
  const read = body === undefined ? undefined : dialect.read(body);
  if (read === undefined) {
    return fail(
      `The answer of the model's service is not understood: it does not speak as ${provider.dialect}. FABULA_AI_DIALECT says how it is spoken to.`,
      false,
    );
  }
  return { ok: true, value: read };
}

/** A bare host is that of a service that has its questions under /v1. */
function baseOf(url: string): string {
  return new URL(url).pathname === '/' ? `${url}/v1` : url;
}

function bodyOf(response: OutgoingResponse): Value | undefined {
  const parsed = parseJson(new TextDecoder().decode(response.body));
  return parsed.ok ? parsed.value : undefined;
}

function reasonOf(body: Value | undefined): string {
  const message = body === undefined ? undefined : (lookUp(body, 'error.message') ?? lookUp(body, 'error'));
  return message === undefined || message === null ? '' : `: ${toText(message).slice(0, 500)}`;
}

function withoutKey(text: string, key: string | null): string {
  return key === null ? text : text.replaceAll(key, '***');
}
