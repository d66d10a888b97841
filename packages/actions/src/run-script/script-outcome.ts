/** One run of a stored program: used by Run Script and by the automatic mode of Event Transform. */
import { createHash } from 'node:crypto';
import type { ActionInput, LogLine, Outcome, Plan, ScriptFailure } from '@fabula/engine';
import { makeObject, parseJson, stringifyJson, type Value } from '@fabula/formula';
import { languageOf } from './languages.ts';

export interface StoredScript {
  readonly language: string;
  readonly source: string;
  readonly value: Value;
  readonly requirements: readonly string[];
  readonly timeoutSeconds: number;
  /** Whether a failure gives an event as well. */
  readonly emitsFailure: boolean;
}

/** An interpreter keeps what a script leaves in it: it serves one program of one action, whose inputs it has seen anyway. */
function ownerOf({ action, story }: ActionInput, source: string): string {
  const digest = createHash('sha256').update(source).digest('base64url');
  return `story ${story.id}, action ${action.id}, ${digest}`;
}

/** A script touches nothing outside, so doing it twice is as good as once. */
export function planScript(input: ActionInput, script: StoredScript): Plan {
  const json = stringifyJson(script.value);
  return {
    kind: 'effect',
    isRepeatable: true,
    perform: async ({ services, signal }) => {
      const result = await services.scripts.run(
        {
          language: languageOf(script.language),
          source: script.source,
          input: json,
          requirements: script.requirements,
          timeoutMs: script.timeoutSeconds * 1000,
          owner: ownerOf(input, script.source),
        },
        signal,
      );
      if (!result.ok) return failed(result.error, script.emitsFailure);
      const output = parseJson(result.value.output);
      const logs = printedLog(result.value.printed);
      if (!output.ok) {
        return { kind: 'fail', message: `What the script gives back cannot be read: ${output.error.message}.`, logs };
      }
      return { kind: 'emit', payloads: [makeObject([['output', output.value]])], logs };
    },
  };
}

function failed({ kind, message, printed }: ScriptFailure, emitsFailure: boolean): Outcome {
  const text = kind === 'raised' || kind === 'result' ? `The script failed. ${message}` : message;
  const logs = printedLog(printed);
  if (!emitsFailure) return { kind: 'fail', message: text, logs };
  return { kind: 'emit', payloads: [makeObject([['error', text]])], logs: [...logs, { level: 4, message: text }] };
}

function printedLog(printed: string): readonly LogLine[] {
  return printed.trim() === '' ? [] : [{ level: 3, message: `The script printed:\n${printed.trimEnd()}` }];
}
