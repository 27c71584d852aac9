export { learnShift } from './learn';
export { raisedAs, takeBackRaised } from './raised';
