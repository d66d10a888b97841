import { Link } from '@tanstack/react-router';

/** The function that was probably looked for, as a link in a sentence. */
export function DidYouMean({ name }: { readonly name: string }) {
  return (
    <>
      Did you mean{' '}
      <Link
        to="/reference/formulas/$name"
        params={{ name }}
        className="rounded font-mono text-[0.8125rem] text-accent underline underline-offset-2"
      >
        {name}
      </Link>
      ?
    </>
  );
}
