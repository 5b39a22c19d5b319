import { resumeCommandCalled } from './resume-command.ts';

/** `ops resume`: lets go what a person has held. */
export const resume = resumeCommandCalled('resume', [
  ['resume --mall rms', 'everything that was paused with --mall'],
  ['resume --mall rms --capability stock', 'only the pause of one kind of work'],
  ['resume --shop kado-no-mise', 'one shop; several are separated by commas'],
]);
