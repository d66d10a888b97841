import { Fragment } from 'react';
import { splitCode } from './split-code.ts';

/** A sentence about formulas; what stands in backticks is code. */
export function Prose({ text }: { readonly text: string }) {
  return splitCode(text).map(({ text: part, isCode }, index) =>
    isCode ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts are a function of the text
      <code key={index} className="rounded bg-ink/5 px-1 font-mono text-[0.92em]">
        {part}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
