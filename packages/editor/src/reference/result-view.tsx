import { entriesOf, isArrayValue, isObjectValue, stringifyJson, type Value, type ValueKind } from '@fabula/formula';
import { CircleAlert, RotateCw, Server } from 'lucide-react';
import type { FormulaAnswer } from '../data/formula-answer.ts';
import { Prose } from '../formula-field/prose.tsx';
import type { Evaluation } from '../formula-field/use-evaluation.ts';
import { IconButton } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { classNames } from '../ui/class-names.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { clipText } from '../ui/json-tree/json-rows.ts';
import { JsonTree } from '../ui/json-tree/json-tree.tsx';
import { prettyJson } from '../ui/pretty-json.ts';
import { Skeleton } from '../ui/states.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { Caption } from './caption.tsx';
import { JsonText } from './json-text.tsx';

interface ResultViewProps {
  readonly evaluation: Evaluation;
  /** Spoken name. */
  readonly label: string;
  /** Offered where the same formula may give something else. */
  readonly onRunAgain: (() => void) | undefined;
}

/** What a formula gives, of which type and where it was evaluated; or what is wrong with it. */
export function ResultView({ evaluation, label, onRunAgain }: ResultViewProps) {
  const { answer, failure, isRunning } = evaluation;
  const value = failure === null && answer?.kind === 'value' ? answer : null;
  return (
    <section aria-label={label} aria-busy={isRunning} className="flex min-w-0 flex-col">
      <Caption text="Result">
        {value !== null && <Chip tone="accent">{describeType(value)}</Chip>}
        {failure === null && answer?.ranOn === 'server' && <ServerMark />}
        <RunningMark isRunning={isRunning} />
        <span className="ml-auto flex">
          {onRunAgain !== undefined && (
            <IconButton label="Run again" onClick={onRunAgain} className="size-7">
              <RotateCw />
            </IconButton>
          )}
          {value !== null && <CopyButton label="Copy the result" text={textOf(value.value)} className="size-7" />}
        </span>
      </Caption>
      <div role="status" className="max-h-96 min-h-9 flex-1 overflow-auto rounded-lg border border-line bg-sunken">
        {failure !== null ? (
          <Problem message={failure.message} />
        ) : answer === undefined ? (
          <Skeleton className="mx-3 my-2 h-5" />
        ) : answer.kind === 'problem' ? (
          <Problem message={answer.problem.message} />
        ) : (
          <ValueView value={answer.value} />
        )}
      </div>
    </section>
  );
}

/** Shown when an answer takes longer than anybody would notice; what is below stays readable meanwhile. */
function RunningMark({ isRunning }: { readonly isRunning: boolean }) {
  return (
    <span
      aria-hidden
      className={classNames(
        'size-1.5 rounded-full bg-accent transition-opacity',
        isRunning ? 'opacity-100 delay-400' : 'opacity-0',
      )}
    />
  );
}

function ServerMark() {
  return (
    <Tooltip text="This browser cannot evaluate it by itself">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tip must be reachable by keyboard */}
      <span tabIndex={0} className="rounded-md">
        <Chip>
          <Server aria-hidden /> ran on the server
        </Chip>
      </span>
    </Tooltip>
  );
}

function Problem({ message }: { readonly message: string }) {
  return (
    <p className="flex gap-2 px-3 py-2 text-danger">
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span className="min-w-0 break-words whitespace-pre-wrap">
        <Prose text={message} />
      </span>
    </p>
  );
}

const openRows = 60;
/** What is longer is shown as a tree that opens and closes. */
const longestText = 3_000;
/** Texts are cut here; copying gives them whole. */
const longestShown = 20_000;

function ValueView({ value }: { readonly value: Value }) {
  if (typeof value === 'string') return <TextView text={value} />;
  const json = stringifyJson(value);
  if (json.length <= longestText) return <JsonText json={prettyJson(value)} />;
  return (
    <div className="px-1 pb-1">
      <JsonTree key={json} value={value} label="Value" pathRoot="" openRows={openRows} />
    </div>
  );
}

function TextView({ text }: { readonly text: string }) {
  const shown = clipText(text, longestShown);
  const rest = text.length - shown.length;
  return (
    <p className="px-3 py-2 font-mono text-[0.8125rem] break-words whitespace-pre-wrap text-json-text">
      <span className="text-ink-faint">"</span>
      {shown}
      {rest === 0 ? (
        <span className="text-ink-faint">"</span>
      ) : (
        <span className="text-ink-faint">… and {rest.toLocaleString('en')} more characters</span>
      )}
    </p>
  );
}

const typeWords: Readonly<Record<ValueKind, string>> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  NULL: 'NULL',
  array: 'array',
  object: 'object',
  bytes: 'bytes, shown as Base64',
};

/** `text`, `array of 3`, `object with 2 keys`. */
function describeType({ value, type }: Extract<FormulaAnswer, { kind: 'value' }>): string {
  if (isArrayValue(value)) return `array of ${value.length.toLocaleString('en')}`;
  if (isObjectValue(value)) {
    const { length } = entriesOf(value);
    return `object with ${length.toLocaleString('en')} ${length === 1 ? 'key' : 'keys'}`;
  }
  return typeWords[type];
}

/** A text itself, everything else as JSON. */
function textOf(value: Value): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}
