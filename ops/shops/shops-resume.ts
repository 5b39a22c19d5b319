import { resumeCommandCalled } from '../outages/resume-command.ts';

/** `ops shops resume`: the same as `ops resume`, among what is done with shops. */
export const shopsResume = resumeCommandCalled('shops resume', [
  ['shops resume --shop kado-no-mise', 'one shop; several are separated by commas'],
  ['shops resume --merchant kado', 'every shop of a merchant'],
  ['shops resume --mall rms', 'what was paused with --mall'],
]);
