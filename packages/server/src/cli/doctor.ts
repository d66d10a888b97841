/** `fabula doctor`: says what is wrong with this installation and what to do about it. */
import manifest from '../../package.json' with { type: 'json' };
import { examine, summaryOf } from '../doctor/examine.ts';
import { type Finding, type Verdict, worstOf } from '../doctor/finding.ts';
import type { SettingsDiagnosis } from '../settings.ts';
import type { Streams } from './streams.ts';

export async function doctor(
  diagnosis: SettingsDiagnosis,
  { output }: Streams,
  { json }: { readonly json: boolean },
): Promise<number> {
  const findings = await examine(diagnosis, process.version);
  const status = worstOf(findings);
  if (json) {
    const checks = findings.map(({ check, verdict, message, wayOut, details }) => ({
      check,
      status: verdict,
      message,
      way_out: wayOut,
      details,
    }));
    output.write(`${JSON.stringify({ status, version: manifest.version, checks })}\n`);
  } else {
    const isTerminal = 'isTTY' in output && output.isTTY === true;
    output.write(`${printFindings(findings, isTerminal)}\n`);
  }
  return status === 'fail' ? 1 : 0;
}

const signs: Readonly<Record<Verdict, string>> = { ok: '✓', warn: '!', fail: '✗' };
const colours: Readonly<Record<Verdict, number>> = { ok: 32, warn: 33, fail: 31 };

/** A line for each finding, its ways out and details indented below. */
export function printFindings(findings: readonly Finding[], isColoured: boolean): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat(width + 4);
  const lines = findings.flatMap(({ check, verdict, message, wayOut, details }) => {
    const sign = isColoured ? `\u001b[${colours[verdict]}m${signs[verdict]}\u001b[0m` : signs[verdict];
    return [
      `${sign} ${check.padEnd(width)}  ${message}`,
      ...details.map((detail) => `${indent}- ${detail}`),
      ...(wayOut === null ? [] : [`${indent}→ ${wayOut}`]),
    ];
  });
  return [...lines, '', summaryOf(findings)].join('\n');
}
