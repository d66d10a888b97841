import { Fragment } from 'react';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

export function Markdown({ source }: { readonly source: string }) {
  return (
    <div className="flex flex-col gap-1.5 break-words">
      {parseMarkdown(source).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks are a function of the source and hold no state
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return (
        <p className={block.level <= 2 ? 'text-[0.95rem] leading-5 font-bold' : 'font-bold'}>
          <Spans parts={block.text} />
        </p>
      );
    case 'paragraph':
      return (
        <p>
          <Lines lines={block.lines} />
        </p>
      );
    case 'quote':
      return (
        <blockquote className="border-l-2 border-current/30 pl-2">
          <Lines lines={block.lines} />
        </blockquote>
      );
    case 'list': {
      const List = block.isOrdered ? 'ol' : 'ul';
      return (
        <List className={block.isOrdered ? 'list-decimal pl-5' : 'list-disc pl-4'}>
          {block.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index}>
              <Spans parts={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'code':
      return <pre className="rounded-md bg-ink/5 p-2 font-mono text-xs whitespace-pre-wrap">{block.text}</pre>;
  }
}

function Lines({ lines }: { readonly lines: readonly (readonly Inline[])[] }) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Fragment key={index}>
      {index > 0 && <br />}
      <Spans parts={line} />
    </Fragment>
  ));
}

function Spans({ parts }: { readonly parts: readonly Inline[] }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Span key={index} part={part} />
  ));
}

function Span({ part }: { readonly part: Inline }) {
  switch (part.kind) {
    case 'strong':
      return <strong>{part.text}</strong>;
    case 'emphasis':
      return <em>{part.text}</em>;
    case 'code':
      return <code className="rounded bg-ink/5 px-1 font-mono text-[0.92em]">{part.text}</code>;
    case 'link':
      return (
        <a href={part.href} target="_blank" rel="noreferrer" className="text-accent underline underline-offset-2">
          {part.text}
        </a>
      );
    case 'text':
      return part.text;
  }
}
