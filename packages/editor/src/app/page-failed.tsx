import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Failed } from '../ui/states.tsx';

export function PageFailed({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className="flex h-full items-center justify-center">
      <title>Something went wrong · Fabula</title>
      <Failed
        what="This page could not be shown."
        error={error instanceof Error ? error : new Error(String(error))}
        onRetry={() => void router.invalidate()}
      />
    </main>
  );
}
