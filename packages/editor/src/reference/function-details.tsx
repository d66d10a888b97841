/** The page of one function: what it does, what it takes and gives, and its examples to be tried. */
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, ArrowRight, Dices } from 'lucide-react';
import type { ReactNode } from 'react';
import { Prose } from '../formula-field/prose.tsx';
import { Chip } from '../ui/chip.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import { categoriesOf, type Entry, entryNamed, neighboursOf } from './catalogue.ts';
import { ExampleBlock } from './example-block.tsx';
import { ParameterList } from './parameter-list.tsx';
import { Signature } from './signature.tsx';

export function FunctionDetails({ entry }: { readonly entry: Entry }) {
  const { parameters, examples } = entry;
  return (
    <article className="mx-auto flex max-w-4xl flex-col gap-8 p-4 md:p-8">
      <Head entry={entry} />
      {parameters.length > 0 && (
        <Part title="Parameters">
          <ParameterList parameters={parameters} />
        </Part>
      )}
      <Facts entry={entry} />
      {examples.length > 0 && (
        <Part title={examples.length === 1 ? 'Example' : 'Examples'}>
          <div className="flex flex-col gap-4">
            {examples.map((example, index) => (
              <ExampleBlock
                // biome-ignore lint/suspicious/noArrayIndexKey: the examples of a function never move
                key={index}
                example={example}
                number={index + 1}
                isNondeterministic={entry.nondeterministic === true}
              />
            ))}
          </div>
        </Part>
      )}
      <Neighbours entry={entry} />
    </article>
  );
}

function Head({ entry }: { readonly entry: Entry }) {
  return (
    <header className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="font-mono text-xl leading-7 font-medium break-all">{entry.name}</h1>
        {categoriesOf(entry).map((category) => (
          <Link key={category} to="/reference/formulas" search={{ category }} className="rounded-md">
            <Chip>{category}</Chip>
          </Link>
        ))}
        {entry.nondeterministic === true && (
          <Chip tone="warn">
            <Dices aria-hidden /> may differ each time
          </Chip>
        )}
      </div>
      <p className="text-base text-pretty text-ink">
        <Prose text={entry.summary} />
      </p>
      <div className="rounded-lg border border-line bg-surface px-3 py-2.5 shadow-card">
        <Signature entry={entry} />
      </div>
      {entry.details !== undefined && entry.details !== '' && (
        <div className="text-pretty text-ink-soft">
          <Markdown source={entry.details} />
        </div>
      )}
    </header>
  );
}

function Facts({ entry }: { readonly entry: Entry }) {
  const seeAlso = (entry.seeAlso ?? []).filter((name) => entryNamed(name) !== undefined);
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
      <dt className="text-ink-faint">Returns</dt>
      <dd>
        <Prose text={entry.returns} />
      </dd>
      {entry.liquidFilter && (
        <>
          <dt className="text-ink-faint">In older templates</dt>
          <dd>
            <code className="rounded bg-ink/5 px-1 font-mono text-xs">{`{{ value | ${entry.liquidFilter} }}`}</code>
          </dd>
        </>
      )}
      {seeAlso.length > 0 && (
        <>
          <dt className="text-ink-faint">See also</dt>
          <dd className="flex flex-wrap gap-x-3 gap-y-1">
            {seeAlso.map((name) => (
              <Link
                key={name}
                to="/reference/formulas/$name"
                params={{ name }}
                className="rounded font-mono text-[0.8125rem] text-accent underline-offset-2 hover:underline"
              >
                {name}
              </Link>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-base font-medium">{title}</h2>
      {children}
    </section>
  );
}

function Neighbours({ entry }: { readonly entry: Entry }) {
  const { previous, next } = neighboursOf(entry);
  const navigate = useNavigate();
  const go = (to: Entry | undefined) => {
    if (to !== undefined) void navigate({ to: '/reference/formulas/$name', params: { name: to.name } });
  };
  useShortcut('n', () => go(next));
  useShortcut('p', () => go(previous));
  return (
    <nav aria-label="Other functions" className="flex justify-between gap-3 border-t border-line pt-4">
      {previous === undefined ? <span /> : <Neighbour entry={previous} isNext={false} />}
      {next === undefined ? <span /> : <Neighbour entry={next} isNext />}
    </nav>
  );
}

function Neighbour({ entry, isNext }: { readonly entry: Entry; readonly isNext: boolean }) {
  return (
    <Link
      to="/reference/formulas/$name"
      params={{ name: entry.name }}
      rel={isNext ? 'next' : 'prev'}
      className="flex min-w-0 items-center gap-2 rounded-lg px-2 py-1.5 text-ink-soft hover:bg-hover hover:text-ink [&_svg]:size-4 [&_svg]:shrink-0"
    >
      {!isNext && <ArrowLeft aria-hidden />}
      <span className="sr-only">{isNext ? 'Next: ' : 'Previous: '}</span>
      <span className="truncate font-mono text-[0.8125rem]">{entry.name}</span>
      {isNext && <ArrowRight aria-hidden />}
    </Link>
  );
}
