import type { Parameter } from '@fabula/formula';
import { Fragment } from 'react';
import type { Entry } from './catalogue.ts';

/** How a function is called: `NAME(needed, [optional], [keyword: …], repeated, …)`. */
export function Signature({ entry }: { readonly entry: Entry }) {
  return (
    <code className="font-mono break-words text-ink-soft">
      <span className="font-medium text-formula">{entry.name}</span>(
      {entry.parameters.map((parameter, index) => (
        <Fragment key={parameter.name}>
          {index > 0 && ', '}
          <ParameterSign parameter={parameter} />
        </Fragment>
      ))}
      )
    </code>
  );
}

function ParameterSign({ parameter }: { readonly parameter: Parameter }) {
  const { name, required, keywordOnly, repeats } = parameter;
  const sign = (
    <>
      <span className="text-json-key">{name}</span>
      {keywordOnly && ': …'}
      {repeats && ', …'}
    </>
  );
  return required ? (
    <span className="whitespace-nowrap">{sign}</span>
  ) : (
    <span className="whitespace-nowrap">[{sign}]</span>
  );
}
