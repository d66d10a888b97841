/**
 * The formats of JSON Schema, none of which can take more than linear time. A format that is not known is not checked, as
 * the specification asks.
 */
import type { CallContext } from '../definition.ts';
import { parseIpAddress } from '../ip/ip-address.ts';
import { compilePattern } from '../regex/pattern.ts';

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const dateShape = /^(\d{4})-(\d\d)-(\d\d)$/;
const timeShape = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d):(\d\d))$/i;
const dayParts = String.raw`(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)`;
const timeParts = String.raw`T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)`;
const durationShape = new RegExp(`^P(?:\\d+W|${dayParts}(?:${timeParts})?|${timeParts})$`);
const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}])?$/u;
const asciiLabel = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const ascii = /^[\x21-\x7e]*$/;
/** No blanks, controls, quotes, brackets, and each `%` begins a pair of hexadecimal digits. */
const referenceShape = /^(?:[^\s\p{Cc}"<>\\^`{|}%]|%[\da-f]{2})*$/iu;

const formats: Readonly<Record<string, (text: string, context: CallContext) => boolean>> = {
  date: isDate,
  time: isTime,
  'date-time': (text) => /^[^t\s]+[t\s]/i.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11)),
  duration: (text) => durationShape.test(text),
  email: (text) => ascii.test(text.replace(/^"[^"]*"/, 'q')) && isEmail(text),
  'idn-email': isEmail,
  hostname: (text) => isHostname(text, asciiLabel),
  'idn-hostname': (text) => isHostname(text, label),
  ipv4: (text) => parseIpAddress(text)?.version === 4,
  ipv6: (text) => !text.includes('%') && parseIpAddress(text)?.version === 6,
  uri: (text) => ascii.test(text) && isAbsolute(text),
  'uri-reference': (text) => ascii.test(text) && isReference(text),
  iri: isAbsolute,
  'iri-reference': isReference,
  'uri-template': (text) => isReference(text.replace(/\{[+#./;?&=,!@|]?[\w.%*:,]+\}/g, '')),
  uuid: (text) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text),
  'json-pointer': (text) => /^(?:\/(?:[^~/]|~[01])*)*$/.test(text),
  'relative-json-pointer': (text) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/.test(text),
  regex: (text) => compilePattern(text, '').ok,
};

export function isFormat(name: string, text: string, context: CallContext): boolean {
  context.spend(1 + Math.floor(text.length / 64));
  const check = Object.hasOwn(formats, name) ? formats[name] : undefined;
  return check === undefined || check(text, context);
}

function isDate(text: string): boolean {
  const match = dateShape.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && !isLeap ? 28 : (monthDays[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

function isTime(text: string): boolean {
  const match = timeShape.exec(text);
  if (match === null) return false;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [offsetHour, offsetMinute] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  // A leap second is the last of a day in UTC.
  const offset = (match[4] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  return (((hour * 60 + minute - offset) % 1440) + 1440) % 1440 === 1439;
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, host] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || local.length > 64) return false;
  const isQuoted = /^"(?:[^"\\\r\n]|\\.)*"$/.test(local);
  if (!isQuoted && !/^[^\s"(),:;<>@[\\\].]+(?:\.[^\s"(),:;<>@[\\\].]+)*$/.test(local)) return false;
  const literal = /^\[(?:ipv6:)?([\da-f:.]+)\]$/i.exec(host);
  return literal === null ? isHostname(host, label) : parseIpAddress(literal[1] ?? '') !== undefined;
}

function isHostname(text: string, shape: RegExp): boolean {
  return text.length <= 253 && text.split('.').every((part) => shape.test(part));
}

function isAbsolute(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:./i.test(text) && isReference(text);
}

/** Brackets stand only around the address of a host. */
function isReference(text: string): boolean {
  const [, host = ''] = /^[^/?#]*\/\/([^/?#]*)/.exec(text) ?? [];
  const literal = /^(?:[^@]*@)?\[([\da-f:.]+)\](?::\d*)?$/i.exec(host);
  if (host.includes('[') && (literal === null || parseIpAddress(literal[1] ?? '') === undefined)) return false;
  return referenceShape.test(text) && !/[[\]]/.test(text.replace(host, '')) && text.split('#').length <= 2;
}
