import type { FunctionExample } from '@fabula/formula';
import { parseJson } from '@fabula/formula';
import { Link, useLocation } from '@tanstack/react-router';
import { Dices, Eye, FlaskConical, RotateCcw, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Prose } from '../formula-field/prose.tsx';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { classNames } from '../ui/class-names.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { prettyJson } from '../ui/pretty-json.ts';
import { sentence } from './sentence.ts';
import { exampleHash, packFormula, readExampleHash, type SharedFormula } from './shared-formula.ts';
import { noInput, Workbench } from './workbench.tsx';

interface ExampleBlockProps {
  readonly example: FunctionExample;
  /** Counted from 1. */
  readonly number: number;
  readonly isNondeterministic: boolean;
}

/** One example, to be edited and run. What was made of it can be taken back, linked to and carried to the scratch pad. */
export function ExampleBlock({ example, number, isNondeterministic }: ExampleBlockProps) {
  const original = useMemo(() => originalOf(example), [example]);
  const hash = useLocation({ select: (location) => location.hash });
  const linked = useMemo(() => readExampleHash(hash, number), [hash, number]);
  const [text, setText] = useState<SharedFormula>(linked === null || linked === 'plain' ? original : linked);
  const block = useRef<HTMLElement>(null);
  useEffect(() => {
    if (linked === null) return;
    if (linked !== 'plain') setText(linked);
    block.current?.scrollIntoView({ block: 'center' });
  }, [linked]);
  const isEdited = text.formula !== original.formula || text.input !== original.input;
  const name = `Example ${number}`;

  function link(): string {
    const { origin, pathname } = window.location;
    return `${origin}${pathname}#${exampleHash(number, isEdited ? text : null)}`;
  }

  return (
    <section
      ref={block}
      aria-label={name}
      className={classNames(
        'scroll-m-6 rounded-2xl border bg-surface p-4 shadow-card',
        linked === null ? 'border-line' : 'border-accent',
      )}
    >
      <header className="mb-2 flex min-h-8 flex-wrap items-center gap-2">
        <h3 className="font-medium">{name}</h3>
        <KindChip kind={example.kind} isNondeterministic={isNondeterministic} />
        {isEdited && <Chip tone="accent">edited</Chip>}
        <div className="ml-auto flex items-center gap-0.5">
          {isEdited && (
            <Button look="quiet" onClick={() => setText(original)} className="h-8 px-2 text-xs">
              <RotateCcw /> Reset
            </Button>
          )}
          <Link
            to="/formulas/try"
            hash={packFormula(text)}
            aria-label={`Try ${name.toLowerCase()} in the scratch pad`}
            className="flex h-8 items-center gap-2 rounded-lg px-2 text-xs font-medium text-ink-soft hover:bg-hover hover:text-ink [&_svg]:size-4"
          >
            <FlaskConical aria-hidden /> Scratch pad
          </Link>
          <CopyButton label="Copy link" icon="link" text={link} className="size-8" />
        </div>
      </header>
      {example.note !== undefined && (
        <p className="mb-1 text-pretty text-ink-soft">
          <Prose text={sentence(example.note)} />
        </p>
      )}
      <Workbench name={name} text={text} onChange={setText} canRunAgain={isNondeterministic} />
      {example.kind === 'illustrative' && example.result !== undefined && <Recorded result={example.result} />}
    </section>
  );
}

/** What cannot be the same here: of another moment, another key, a run. */
function Recorded({ result }: { readonly result: unknown }) {
  const parsed = parseJson(JSON.stringify(result));
  if (!parsed.ok) return null;
  return (
    <div className="mt-2 flex min-w-0 flex-wrap items-baseline gap-x-2">
      <span className="pl-0.5 text-xs font-medium text-ink-soft">Elsewhere it gave</span>
      <code className="min-w-0 font-mono text-xs break-words whitespace-pre-wrap text-ink-soft">
        {prettyJson(parsed.value)}
      </code>
    </div>
  );
}

function KindChip({ kind, isNondeterministic }: { kind: FunctionExample['kind']; isNondeterministic: boolean }) {
  if (kind === 'error') {
    return (
      <Chip tone="warn">
        <TriangleAlert aria-hidden /> fails on purpose
      </Chip>
    );
  }
  if (isNondeterministic) {
    return (
      <Chip>
        <Dices aria-hidden /> different each time
      </Chip>
    );
  }
  if (kind === 'illustrative') {
    return (
      <Chip>
        <Eye aria-hidden /> depends on where it runs
      </Chip>
    );
  }
  return null;
}

function originalOf({ formula, context }: FunctionExample): SharedFormula {
  if (context === null) return { formula, input: noInput, mode: 'formula' };
  const parsed = parseJson(JSON.stringify(context));
  return { formula, input: parsed.ok ? prettyJson(parsed.value) : noInput, mode: 'formula' };
}
