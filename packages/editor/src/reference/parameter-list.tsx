import type { Parameter } from '@fabula/formula';
import { Prose } from '../formula-field/prose.tsx';
import { Chip } from '../ui/chip.tsx';
import { sentence } from './sentence.ts';

/** What a function takes. A table where there is room; on a phone each row becomes a paragraph. */
export function ParameterList({ parameters }: { readonly parameters: readonly Parameter[] }) {
  return (
    <table className="w-full border-collapse text-left max-md:block">
      <thead className="max-md:sr-only">
        <tr className="text-xs text-ink-faint">
          <th scope="col" className="py-1.5 pr-4 font-medium">
            Name
          </th>
          <th scope="col" className="py-1.5 pr-4 font-medium">
            Type
          </th>
          <th scope="col" className="w-full py-1.5 font-medium">
            Notes
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {parameters.map((parameter) => (
          <tr
            key={parameter.name}
            className="border-t border-line align-baseline max-md:flex max-md:flex-wrap max-md:gap-x-3 max-md:py-2"
          >
            <th scope="row" className="py-2 pr-4 font-mono text-[0.8125rem] font-normal text-json-key max-md:p-0">
              {parameter.name}
            </th>
            <td className="py-2 pr-4 whitespace-nowrap text-ink-soft max-md:p-0">{typeOf(parameter)}</td>
            <td className="py-2 text-ink-soft max-md:w-full max-md:p-0 max-md:pt-0.5">
              <span className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
                <Need parameter={parameter} />
                {parameter.notes !== undefined && parameter.notes !== '' && (
                  <span>
                    <Prose text={sentence(parameter.notes)} />
                  </span>
                )}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Need({ parameter }: { readonly parameter: Parameter }) {
  const { required, defaultText, keywordOnly, repeats } = parameter;
  return (
    <>
      {!required && <Chip>optional</Chip>}
      {keywordOnly && <Chip tone="accent">by name only</Chip>}
      {repeats && <Chip>may repeat</Chip>}
      {defaultText !== undefined && (
        <span>
          default <code className="rounded bg-ink/5 px-1 font-mono text-xs">{defaultText}</code>
        </span>
      )}
    </>
  );
}

function typeOf({ type }: Parameter): string {
  return typeof type === 'string' ? type : type.join(' or ');
}
