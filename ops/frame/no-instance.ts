/** The installation that is meant cannot be worked on now; the message says what to do. */
export class NoInstance extends Error {
  override readonly name = 'NoInstance';
}
