/** The words that a host may bring, by name. */

/** What the dock itself says, by name; `src/core/messages.rs` has all of it in six languages. */
export interface Messages {
  /** The name of the frame and of the dialog; option `title` wins. */
  title?: string;
  loading?: string;
  /** While the popup is open. */
  continue?: string;
  /** When the popup is closed or out of sight. */
  maybeClosed?: string;
  /** When the user has closed the popup. */
  closed?: string;
  /** When the user has given up; `authorize_cancelled`. */
  cancelled?: string;
  /** When the account is active. */
  connected?: string;
  /** Beside a frame that may have stayed empty. */
  silent?: string;
  /** `token_failed`, `token_invalid`. */
  notStarted?: string;
  /** `token_timeout`, `load_timeout`. */
  tooSlow?: string;
  /** `token_spent`. */
  linkUsed?: string;
  /** `expired_link`. */
  linkExpired?: string;
  /** `popup_blocked`. */
  popupBlocked?: string;
  /** `frame_blocked`, `frame_unreachable`. */
  frameRefused?: string;
  /** `vendor_failed`, `authorize_failed`. */
  notConnected?: string;
  /** `account_deleted`. */
  accountDeleted?: string;
  /** `account_mismatch`. */
  otherAccount?: string;
  /** `account_exists`. */
  alreadyLinked?: string;
  /** `vendor_busy`. */
  busy?: string;
  /** `reload_exhausted`. */
  exhausted?: string;
  tryAgain?: string;
  openWindow?: string;
  continueHere?: string;
  showWindow?: string;
  cancel?: string;
  close?: string;
}

/** What the sign-in form of `linkdock/wizard` says, by name, beside what it shares with {@link Messages}. In English: */
export interface WizardMessages {
  /** How do you want to sign in? */
  signInMethod?: string;
  /** Password */
  byPassword?: string;
  /** Cookies */
  byCookies?: string;
  /** Email or phone */
  username?: string;
  /** Password */
  password?: string;
  /** Show password */
  showPassword?: string;
  /** Cookie “li_at” */
  liAt?: string;
  /** Cookie “li_a” (Recruiter, Sales Navigator) */
  liA?: string;
  /** Browser details sent along */
  userAgent?: string;
  /** Code */
  code?: string;
  /** Country code */
  countryCode?: string;
  /** Phone number */
  phoneNumber?: string;
  /** Time left: */
  timeLeft?: string;
  /** Please fill in this field. */
  missing?: string;
  /** Please choose one. */
  chooseOne?: string;
  /** Verify another way */
  otherWays?: string;
  /** Sign in to LinkedIn */
  signInTitle?: string;
  /** Reconnect LinkedIn */
  reconnectTitle?: string;
  /** Use the LinkedIn account that you want to connect. */
  signIn?: string;
  /** In a browser where you’re signed in to LinkedIn, open the developer tools, choose Application or Storage, then Cookies, and copy the values of linkedin.com. */
  cookies?: string;
  /** Sign in */
  signInButton?: string;
  /** Continue */
  next?: string;
  /** One moment… */
  checking?: string;
  /** Enter the code */
  codeTitle?: string;
  /** LinkedIn has sent you a code. */
  codeSent?: string;
  /** LinkedIn has sent you a code by email. */
  codeEmail?: string;
  /** LinkedIn has sent you a code by text message. */
  codeSms?: string;
  /** LinkedIn has sent you a code by WhatsApp. */
  codeWhatsapp?: string;
  /** Open your authenticator app and enter the code that it shows. */
  codeApp?: string;
  /** Confirm in the LinkedIn app */
  approveTitle?: string;
  /** Open the LinkedIn app on your phone and confirm that it’s you. This page goes on by itself. */
  approve?: string;
  /** Open the LinkedIn app on your phone and confirm that it’s you. Then start again here. */
  approveBlind?: string;
  /** Confirm in the LinkedIn app on your phone, or enter the code that LinkedIn has sent you. */
  approveOrCode?: string;
  /** Add a phone number */
  phoneTitle?: string;
  /** LinkedIn asks for a number to protect your account. */
  phone?: string;
  /** Choose a contract */
  contractTitle?: string;
  /** Your LinkedIn account has more than one. Which is to be connected? */
  contract?: string;
  /** Verify that it’s you */
  challengeTitle?: string;
  /** Choose how LinkedIn should check. */
  challenge?: string;
  /** Security check */
  captchaTitle?: string;
  /** Solve the puzzle to go on. */
  captcha?: string;
  /** LinkedIn is still working */
  waitTitle?: string;
  /** This page goes on by itself. */
  wait?: string;
  /** Scan the QR code */
  qrTitle?: string;
  /** Use the LinkedIn app on your phone. */
  qr?: string;
  /** Allow access */
  oauthTitle?: string;
  /** LinkedIn asks for your consent in a window of its own. */
  oauth?: string;
  /** LinkedIn asks for one more step */
  unknownTitle?: string;
  /** This step can’t be shown here. If you have a code for it, enter it; otherwise start again. */
  unknown?: string;
  /** Send a new code */
  resend?: string;
  /** A new code is on its way. */
  resent?: string;
  /** Start again */
  startAgain?: string;
  /** Reconnect */
  reconnect?: string;
  /** Use another account */
  useAnother?: string;
  /** LinkedIn doesn’t accept these details. Check them and try again. */
  wrongCredentials?: string;
  /** That code isn’t right. Check it and try again. */
  wrongCode?: string;
  /** LinkedIn didn’t accept that. Please try again. */
  wrongAnswer?: string;
  /** This sign-in has expired. Please sign in again. */
  signInExpired?: string;
  /** The time for this step is over. Please start again. */
  noTimeLeft?: string;
  /** Sign in once more to reconnect this account. */
  signInAgain?: string;
  /** That didn’t get through. Check your connection and try again. */
  unreachable?: string;
}
