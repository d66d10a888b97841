/** One request on its way: body and headers made ready, sent, and described for the log. */
import type {
  ActionInput,
  EffectPorts,
  LogLine,
  OutgoingFailure,
  OutgoingRequest,
  OutgoingResponse,
} from '@fabula/engine';
import { type ObjectValue, toText, type Value } from '@fabula/formula';
import type { Result } from '@fabula/model';
import { describeRequest } from './describe-request.ts';
import { encodeBody, type XmlWriter } from './encode-body.ts';
import type { HttpRequest } from './read-request.ts';

/** Half of what an event may have: a file becomes base64 text, a third larger than it was. */
const maxResponseBytes = 50_000_000;

export interface Sent {
  readonly answer: Result<OutgoingResponse, OutgoingFailure>;
  readonly log: LogLine;
}

/** Throws OptionFailure for a payload that does not fit its type. Credentials do their part on the way out (`ports.outgoing`). */
export async function sendRequest(
  input: ActionInput,
  request: HttpRequest,
  idempotencyKey: string | null,
  ports: EffectPorts,
): Promise<Sent> {
  const body =
    request.payload === undefined
      ? null
      : encodeBody(request.payload, request.format, xmlWriter(input), `fabula-${input.environment.newUuid()}`);
  const headers = [...request.headers];
  const addHeader = (name: string, value: string): void => {
    if (!headers.some(([known]) => known.toLowerCase() === name.toLowerCase())) headers.push([name, value]);
  };
  if (body !== null) {
    // The body has been parted by this boundary: a header of the user's that does not know it would make it unreadable.
    if (body.contentType.startsWith('multipart/')) removeHeader(headers, 'content-type');
    addHeader('Content-Type', body.contentType);
  }
  if (idempotencyKey !== null) addHeader('Idempotency-Key', idempotencyKey);
  if (ports.traceParent !== null) addHeader('traceparent', ports.traceParent);
  const wanted: OutgoingRequest = {
    method: request.method.toUpperCase(),
    url: request.url,
    headers,
    body: body?.bytes ?? null,
    timeoutMs: request.timeoutMs,
    followRedirects: request.followRedirects,
    verifyTls: request.verifyTls,
    maxResponseBytes,
    ...(request.certificateAuthorityName === undefined
      ? {}
      : { certificateAuthorityName: request.certificateAuthorityName }),
    ...(request.tunnel === undefined ? {} : { tunnel: request.tunnel }),
  };
  const log: LogLine = { level: 3, message: ports.secrets.mask(describeRequest(wanted, body?.shown ?? null)) };
  return { answer: await ports.outgoing.send(wanted, ports.signal), log };
}

function removeHeader(headers: (readonly [string, string])[], name: string): void {
  const at = headers.findIndex(([known]) => known.toLowerCase() === name);
  if (at !== -1) headers.splice(at, 1);
}

/** XML is written and read as formulas do. */
function xmlWriter(input: ActionInput): XmlWriter {
  const run = (formula: string, names: Readonly<Record<string, Value>>): Value =>
    input.readAlone(formula, names, 'payload');
  return {
    write: (object: ObjectValue, root) => toText(run('=TO_XML(OBJECT, ROOT)', { OBJECT: object, ROOT: root })),
    check: (text) => void run('=XML_PARSE(BODY)', { BODY: text }),
  };
}
