import { isArrayValue, isObjectValue, stringifyJson, type Value } from '@fabula/formula';
import type { OptionField, OptionProblem } from '@fabula/model';
import { Braces, CircleAlert, CircleHelp, SquareFunction, X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Markdown } from '../../ui/markdown.tsx';
import { useForm } from './form-context.ts';
import { isLong, OptionControl } from './option-control.tsx';
import { asFormula, asPlain, formulaChoice, wayOf } from './option-way.ts';
import type { MustMatchProps } from './rules-control.tsx';
import type { FieldAt } from './shown-options.ts';
import { ToolButton } from './tool-button.tsx';
import { toForm } from './value-form.ts';
import { ValueMenu } from './value-menu.tsx';

interface OptionRowProps {
  readonly at: FieldAt;
  /** A text that is no JSON yet. */
  readonly pending: string | undefined;
  readonly problem: OptionProblem | undefined;
  readonly mustMatch: MustMatchProps | undefined;
  readonly onRemove: (() => void) | undefined;
}

/** One option: its title, ways to write it, help on demand, and what is wrong with it. */
export function OptionRow({ at, pending, problem, mustMatch, onRemove }: OptionRowProps) {
  const { field, key, value } = at;
  const { draft, isReadOnly } = useForm();
  const row = useRef<HTMLLIElement>(null);
  const [isJson, setJson] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const problemId = useId();
  const helpId = useId();
  const formula = formulaChoice(field, value);
  const way = wayOf(field, value);
  useFocusOfWay(row, way);

  function toggleFormula() {
    draft.setOption(key, formula === 'on' ? asPlain(field, value ?? '') : asFormula(field, value));
    requestAnimationFrame(() => focusIn(row.current));
  }

  const describedBy = [problem === undefined ? '' : problemId, isHelpOpen ? helpId : ''].filter(Boolean).join(' ');
  return (
    <li ref={row} data-option={key} className="flex scroll-mt-16 flex-col gap-1">
      <div className="flex min-h-7 flex-wrap items-center gap-x-1">
        <h3 className="mr-auto flex min-w-0 items-baseline gap-2 text-xs font-medium">
          <span className="truncate">{field.title}</span>
          {field.isRequired && value === undefined && <span className="font-normal text-ink-faint">needed</span>}
          <DefaultHint field={field} value={value} />
        </h3>
        {field.kind === 'any' && (
          <ValueMenu
            value={value ?? ''}
            label={field.title}
            onForm={(form) => draft.setOption(key, toForm(value ?? '', form))}
          />
        )}
        {formula !== 'no' && !isReadOnly && (
          <ToolButton
            label={`Write ${field.title} as a formula`}
            tip="Formula"
            isPressed={formula === 'on'}
            onClick={toggleFormula}
          >
            <SquareFunction />
          </ToolButton>
        )}
        {isMadeOfParts(field, value) && (
          <ToolButton
            label={`Write ${field.title} as JSON`}
            tip="JSON"
            isPressed={isJson || pending !== undefined || isLong(value)}
            onClick={() => setJson(!isJson)}
          >
            <Braces />
          </ToolButton>
        )}
        <ToolButton
          label={`Help for ${field.title}`}
          tip="Help"
          isExpanded={isHelpOpen}
          controls={helpId}
          onClick={() => setHelpOpen(!isHelpOpen)}
        >
          <CircleHelp />
        </ToolButton>
        {onRemove !== undefined && !isReadOnly && (
          <ToolButton label={`Remove ${field.title}`} tip="Remove" onClick={onRemove}>
            <X />
          </ToolButton>
        )}
      </div>
      {isHelpOpen && <Help id={helpId} field={field} storedKey={key} />}
      <div data-control>
        <OptionControl
          field={field}
          storedKey={key}
          value={value}
          pending={pending}
          isJson={isJson}
          isWrong={problem !== undefined}
          describedBy={describedBy || undefined}
          mustMatch={mustMatch}
        />
      </div>
      {problem !== undefined && <Problem id={problemId}>{problem.message}</Problem>}
    </li>
  );
}

export function Problem({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-xs text-danger">
      <CircleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}

/** What holds when the option is not given. */
function DefaultHint({ field, value }: { readonly field: OptionField; readonly value: Value | undefined }) {
  const { fallback, kind } = field;
  if (value !== undefined || fallback === undefined || kind === 'choice' || kind === 'boolean') return null;
  const text = typeof fallback === 'string' ? fallback : stringifyJson(fallback);
  if (['', '[]', '{}'].includes(text) || text.length > 40) return null;
  return <span className="truncate font-normal text-ink-faint">default {text}</span>;
}

function Help({
  id,
  field,
  storedKey,
}: {
  readonly id: string;
  readonly field: OptionField;
  readonly storedKey: string;
}) {
  const { help, note, origin } = field;
  return (
    <div id={id} className="flex flex-col gap-1.5 rounded-lg bg-sunken px-3 py-2 text-xs text-ink-soft">
      {help !== '' && <Markdown source={help} />}
      {note !== undefined && note !== '' && <Markdown source={note} />}
      <p className="text-ink-faint">
        Stored as <code className="font-mono">{storedKey}</code>
        {origin === 'unconfirmed' && '; how it behaves in detail is our choice'}
        {origin === 'own' && '; an addition of Fabula'}
      </p>
    </div>
  );
}

function isMadeOfParts({ kind }: OptionField, value: Value | undefined): boolean {
  if (kind === 'list' || kind === 'object' || kind === 'rules') return true;
  return kind === 'any' && value !== undefined && (isArrayValue(value) || isObjectValue(value));
}

/** Another control took the place of the one that had the focus: typing goes on in it. */
function useFocusOfWay(row: { readonly current: HTMLElement | null }, way: string): void {
  const before = useRef(way);
  useEffect(() => {
    if (before.current === way) return;
    before.current = way;
    if (document.activeElement === document.body) focusIn(row.current);
  }, [row, way]);
}

/** The first field of the row; where there is none, what adds one. */
export function focusIn(row: Element | null | undefined): void {
  const control = row?.querySelector('[data-control]') ?? row;
  control?.querySelector<HTMLElement>('input, select, textarea, button, .cm-content')?.focus();
}
