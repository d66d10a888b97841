import { getKey, makeObject, type ObjectValue, toText, type Value } from '@fabula/formula';
import type { OptionProblem } from '@fabula/model';
import { Plus, Trash2 } from 'lucide-react';
import { useId, useRef } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Segments } from '../../ui/segments.tsx';
import { withOption } from '../draft/action-fields.ts';
import { useForm } from './form-context.ts';
import { NumberInput } from './number-input.tsx';
import { QuietButton } from './quiet-button.tsx';
import { neededOf, ruleTypes } from './rule-types.ts';
import { TextControl } from './text-control.tsx';
import { ValueControl } from './value-control.tsx';

interface RulesControlProps {
  readonly rules: readonly ObjectValue[];
  readonly onChange: (rules: readonly ObjectValue[]) => void;
  readonly label: string;
  /** How many of them must hold; absent where that cannot be said. */
  readonly mustMatch: MustMatchProps | undefined;
}

const newRule = makeObject([
  ['type', 'field==value'],
  ['path', ''],
  ['value', ''],
]);

export function RulesControl({ rules, onChange, label, mustMatch }: RulesControlProps) {
  const { isReadOnly } = useForm();
  const list = useRef<HTMLOListElement>(null);

  function change(next: readonly ObjectValue[]) {
    onChange(next);
    // "All" stays "all" when their number changes.
    if (mustMatch === undefined || mustMatch.value === undefined) return;
    if (neededOf(mustMatch.value, rules.length).kind === 'all') mustMatch.onChange(undefined);
  }

  return (
    <div className="flex flex-col gap-2">
      {mustMatch !== undefined && rules.length > 0 && <MustMatch {...mustMatch} count={rules.length} />}
      <ol ref={list} aria-label={label} className="flex flex-col gap-2">
        {rules.map((rule, index) => (
          <RuleRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place
            key={index}
            rule={rule}
            name={`${label} ${index + 1}`}
            onChange={(key, value) =>
              change(rules.map((each, at) => (at === index ? withOption(each, key, value) : each)))
            }
            onRemove={() => change(rules.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
      {!isReadOnly && (
        <QuietButton
          className="-ml-1.5 self-start"
          onClick={() => {
            change([...rules, newRule]);
            requestAnimationFrame(() =>
              list.current?.lastElementChild?.querySelector<HTMLElement>('.cm-content')?.focus(),
            );
          }}
        >
          <Plus aria-hidden /> Rule
        </QuietButton>
      )}
    </div>
  );
}

interface RuleRowProps {
  readonly rule: ObjectValue;
  readonly name: string;
  readonly onChange: (key: string, value: Value) => void;
  readonly onRemove: () => void;
}

function RuleRow({ rule, name, onChange, onRemove }: RuleRowProps) {
  const { isReadOnly } = useForm();
  const type = toText(getKey(rule, 'type') ?? '');
  const known = ruleTypes.find((each) => each.type === type);
  const value = getKey(rule, 'value') ?? '';
  return (
    <li className="flex flex-col gap-1.5 rounded-lg border border-line bg-sunken p-2">
      <TextControl
        value={toText(getKey(rule, 'path') ?? '')}
        onChange={(path) => onChange('path', path)}
        label={`${name}, what is looked at`}
      />
      <div className="flex items-center gap-1">
        <select
          aria-label={`${name}, comparison`}
          value={type}
          disabled={isReadOnly}
          onChange={(event) => onChange('type', event.target.value)}
          className={inputClass(known === undefined, 'px-2')}
        >
          {known === undefined && <option value={type}>{type === '' ? 'Choose…' : `${type} (unknown)`}</option>}
          {ruleTypes.map((each) => (
            <option key={each.type} value={each.type}>
              {each.title}
            </option>
          ))}
        </select>
        {!isReadOnly && (
          <IconButton label={`Remove ${name}`} onClick={onRemove} className="size-8">
            <Trash2 />
          </IconButton>
        )}
      </div>
      {!known?.isSole && (
        <ValueControl value={value} onChange={(next) => onChange('value', next)} label={`${name}, value`} />
      )}
    </li>
  );
}

export interface MustMatchProps {
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
  readonly problem: OptionProblem | undefined;
}

const choices = [
  { name: 'all', label: 'all' },
  { name: 'any', label: 'any' },
  { name: 'some', label: 'at least' },
] as const;

function MustMatch({ value, onChange, problem, count }: MustMatchProps & { readonly count: number }) {
  const { isReadOnly } = useForm();
  const problemId = useId();
  const needed = neededOf(value, count);
  const describedBy = problem === undefined ? undefined : problemId;
  if (needed.kind === 'other') {
    return (
      <TextControl
        value={toText(value ?? '')}
        onChange={(next) => onChange(next === '' ? undefined : next)}
        label="How many rules must hold"
        describedBy={describedBy}
      />
    );
  }
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-soft">
        It matches when
        <fieldset disabled={isReadOnly} className="contents">
          <Segments
            label="How many rules must hold"
            choices={choices.filter(({ name }) => name !== 'some' || count > 2 || needed.kind === 'some')}
            value={needed.kind}
            onChange={(next) => onChange({ all: undefined, any: 1, some: count - 1 }[next])}
          />
        </fieldset>
        {needed.kind === 'some' && (
          <span className="w-16">
            <NumberInput
              value={needed.count}
              onChange={onChange}
              label="Number of rules that must hold"
              isWrong={problem !== undefined}
              describedBy={describedBy}
            />
          </span>
        )}
        {needed.kind === 'any' ? 'rule holds' : 'rules hold'}
      </div>
      {problem !== undefined && (
        <p id={problemId} className="mt-1 text-xs text-danger">
          {problem.message}
        </p>
      )}
    </div>
  );
}
