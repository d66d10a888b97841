/** The descriptions of options: complete, and told to whoever writes the table of options (scripts/option-reporter.mjs). */
import type { ActionType } from '@fabula/engine';
import { isObjectValue } from '@fabula/formula';
import { checkOptions, type OptionField } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import { actionTypes } from '../registry.ts';
import { documentedOptions } from './documented-options.ts';

type DescribedType = Pick<ActionType, 'type' | 'title' | 'canReceive' | 'canEmit' | 'canBeScheduled' | 'options'>;

declare module 'vitest' {
  interface TaskMeta {
    actionTypes?: readonly DescribedType[];
  }
}

describe('the options of all kinds of action', () => {
  it('are described', ({ task }) => {
    const described = [...actionTypes.values()].map(
      ({ type, title, canReceive, canEmit, canBeScheduled, options }): DescribedType => ({
        type,
        title,
        canReceive,
        canEmit,
        canBeScheduled,
        options: options.map(asData),
      }),
    );
    expect(described.length).toBeGreaterThan(4);
    task.meta.actionTypes = described;
  });

  it.each([...actionTypes.values()].map((type) => [type.title, type] as const))(
    '%s: each once, with help',
    (_title, type) => {
      const keys = type.options.flatMap(({ key, aliases = [] }) => [key, ...aliases]);
      expect(new Set(keys).size, keys.join()).toBe(keys.length);
      for (const { key, title, help, origin, note, kind, choices, when } of type.options) {
        expect(title, key).not.toBe('');
        expect(help, key).toMatch(/[.!]$/);
        if (origin === 'unconfirmed') expect(note, `${key}: what we chose`).toBeDefined();
        if (kind === 'choice') expect(choices?.length, key).toBeGreaterThan(0);
        if (when !== undefined) expect(keys).toContain(when.key);
      }
    },
  );

  it.each([...actionTypes.values()].map((type) => [type.title, type] as const))(
    '%s: its first options are in order',
    (_title, type) => {
      const options = type.defaultOptions();
      if (!isObjectValue(options)) throw new Error('options are an object');
      const problems = checkOptions(type.options, options).filter(({ message }) => !message.endsWith('must be given'));
      expect(problems).toEqual([]);
    },
  );

  it.each(documentedOptions)('%s has its documented option %s', (type, key) => {
    const options = actionTypes.get(type)?.options ?? [];
    expect(options.flatMap(({ key: own, aliases = [] }) => [own, ...aliases])).toContain(key);
  });
});

/** Without the functions that read it: what is told to reporters crosses a process. */
function asData(field: OptionField): OptionField {
  return JSON.parse(JSON.stringify(field)) as OptionField;
}
