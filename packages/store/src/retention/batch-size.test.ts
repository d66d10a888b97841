import { describe, expect, test } from 'vitest';
import { BatchSize } from './batch-size.ts';

describe('the size of a batch', () => {
  test('grows while batches are quick, and shrinks when they are slow', () => {
    const batch = new BatchSize(30);
    batch.took(2);
    expect(batch.rows).toBe(1_500);
    batch.took(30);
    expect(batch.rows).toBe(1_500);
    batch.took(100);
    expect(batch.rows).toBe(750);
  });

  test('is never so small that a busy writer is faster, nor without bounds', () => {
    const batch = new BatchSize(30);
    for (let times = 0; times < 20; times++) batch.took(10_000);
    expect(batch.rows).toBe(500);
    for (let times = 0; times < 20; times++) batch.took(0);
    expect(batch.rows).toBe(20_000);
  });

  test('may take longer while the sweep is behind', () => {
    const batch = new BatchSize(30);
    batch.fellBehind();
    batch.fellBehind();
    batch.took(100);
    expect(batch.rows).toBe(1_000);
    batch.caughtUp();
    batch.took(100);
    expect(batch.rows).toBe(500);
  });
});
