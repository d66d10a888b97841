import type { ReactNode } from 'react';

const piece = /"(?:[^"\\]|\\.)*"(?=\s*:)|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g;

/** JSON as it is written, in the colours of its values. */
export function JsonText({ json }: { readonly json: string }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const { 0: text, index } of json.matchAll(piece)) {
    parts.push(json.slice(end, index));
    end = index + text.length;
    parts.push(
      <span key={index} className={colourOf(text, json.slice(end))}>
        {text}
      </span>,
    );
  }
  parts.push(json.slice(end));
  return (
    <pre className="px-3 py-2 font-mono text-[0.8125rem] break-words whitespace-pre-wrap text-ink-soft">{parts}</pre>
  );
}

function colourOf(text: string, rest: string): string {
  if (text.startsWith('"')) return /^\s*:/.test(rest) ? 'text-json-key' : 'text-json-text';
  return /^[tfn]/.test(text) ? 'text-json-word' : 'text-json-number';
}
