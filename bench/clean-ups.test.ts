import { expect, it, vi } from 'vitest';
import { CleanUps } from './clean-ups.ts';

it('undoes the newest first, and what is added meanwhile as well', async () => {
  const done: string[] = [];
  const cleanUps = new CleanUps();
  const step = (name: string) => async () => {
    done.push(name);
  };
  cleanUps.add(step('first'));
  cleanUps.add(async () => {
    done.push('second');
    cleanUps.add(step('added meanwhile'));
  });
  await Promise.all([cleanUps.run(), cleanUps.run()]);
  expect(done).toEqual(['second', 'added meanwhile', 'first']);
});

it('goes on after a step that fails, and says so', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const done: string[] = [];
  const cleanUps = new CleanUps();
  cleanUps.add(async () => {
    done.push('first');
  });
  cleanUps.add(() => Promise.reject(new Error('gone')));
  await cleanUps.run();
  expect(done).toEqual(['first']);
  expect(said).toHaveBeenCalledOnce();
  expect(process.exitCode).toBe(1);
  process.exitCode = undefined;
  said.mockRestore();
});
