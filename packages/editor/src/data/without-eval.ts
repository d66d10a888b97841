/**
 * Compiling schemas needs `eval`, which the content security policy forbids; even trying it is reported as a violation. To be
 * imported before the first schema is made.
 */
import { z } from 'zod';

z.config({ jitless: true });
