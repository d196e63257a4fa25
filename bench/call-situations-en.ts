import type { Situation, Speech } from './call-situations.ts';

export const speech: Speech = {
  language: 'en',
  greetings: [
    'Thank you for calling Harrow River Bank, this is {agentName}, how can I help?',
    'Harrow River Bank, good afternoon, you are through to {agentName}.',
    'Hello, customer care, what can I do for you today?',
  ],
  fillers: ['Um,', 'Well,', 'Right, so,', 'Look,', 'Hi,', 'Uh,', 'Okay, so,'],
  identification: [
    'May I take your full name and the phone number on file?',
    'Before I look at the account I need your name and the last digits of the card.',
    'Could you confirm who I am speaking to, and a contact number?',
  ],
  identities: [
    "It's {customerName}, phone {phone}.",
    'My name is {customerName} and the card is {card}.',
    '{customerName}, and you have {phone} as my number.',
  ],
  empathy: [
    'I am sorry this landed on you, let me sort it out step by step.',
    'That sounds frustrating, and I will look at it with you now.',
    'I can hear why you are worried, give me a moment with the record.',
    'Thanks for telling me plainly, I will check each entry.',
  ],
  slips: [
    'Sorry, I read the wrong line there.',
    'Hold on, my screen froze for a second.',
    'Let me correct what I just said.',
  ],
  anger: [
    'I have explained this three times already and nobody listens.',
    'Honestly, this is ridiculous, I want a straight answer.',
    'If this goes on I will take it to the ombudsman.',
    'You people keep passing me around.',
  ],
  chatter: [
    [
      'By the way, is the branch open on Saturday?',
      'Most branches open on Saturday morning, the door notice has the times.',
    ],
    ['Sorry, the line is breaking up.', 'I can hear you fine, please go on.'],
    ['Let me grab a pen.', 'Of course, take your time.'],
  ],
  solvedEnds: [
    ['Great, that settles it, cheers.', 'You are welcome, have a good evening.'],
    ['Perfect, thanks for explaining it.', 'Happy to, call again if anything looks odd.'],
  ],
  openEnds: [
    ['So nothing has changed, then.', 'I am sorry we could not finish this today, the reference is {ticket}.'],
    ['Put me through to your manager.', 'I will escalate it and they will ring you back.'],
    ["I'll call again on Monday.", 'Please quote {ticket} when you do.'],
  ],
  slots: {
    agentName: ['{given} {surname}'],
    customerName: ['{given2} {surname2}'],
    given: ['Priya', 'Tom', 'Hannah', 'Marcus', 'Elena', 'Owen', 'Ruth', 'Dev'],
    surname: ['Okafor', 'Bennett', 'Lindqvist', 'Sharma', 'Doyle', 'Novak', 'Price'],
    given2: ['Alan', 'Beatrice', 'Carl', 'Dorothy', 'Ewan', 'Fiona', 'George', 'Ines', 'Jonas', 'Kelly'],
    surname2: ['Harper', 'Mendes', 'Fletcher', 'Osborne', 'Whitlock', 'Barnes', 'Castillo', 'Rowe'],
    cardName: ['Meridian card', 'Cashback Plus card', 'Traveller card'],
    loanName: ['car loan', 'home improvement loan', 'fixed mortgage'],
    merchant: ['a gym', 'an online store', 'a streaming site', 'a hotel booking site'],
    branch: ['the Quay Street branch', 'the Northgate branch', 'the Station Road branch'],
    country: ['Portugal', 'Japan', 'Mexico', 'Norway'],
  },
};

const step = (stage: number, worth: number, says: readonly string[], replies: readonly string[]) => ({
  stage,
  worth,
  says,
  replies,
});

export const situations: readonly Situation[] = [
  {
    id: 'duplicate-charge',
    weight: 8,
    openings: [
      'I was charged twice by {merchant} on my {cardName}.',
      'There is a duplicate payment of {amount} on the statement, same merchant, same minute.',
      'Why has the same purchase gone through two times?',
    ],
    details: [
      'The shop says only one payment reached them.',
      'One of them was pending and then both were posted.',
      'I have the receipt and it shows a single sale.',
    ],
    demands: ['I want the duplicate refunded.', 'Can you reverse one of the charges?', 'How long does a dispute take?'],
    steps: [
      step(
        1,
        0.25,
        [
          'Let me compare the authorisation codes of both charges.',
          'I will check whether one of the two is still pending.',
        ],
        ['Sure.', 'They both look posted to me.'],
      ),
      step(
        2,
        0.35,
        [
          'The codes are different, so I am raising a duplicate billing dispute with the merchant.',
          'One authorisation drops off by itself within {days} days, the other one stays.',
        ],
        ['So I get it back?', 'Please raise the dispute.'],
      ),
      step(
        3,
        0.25,
        [
          'You get a temporary credit while the dispute is open.',
          'Please upload the receipt, the dispute team needs it.',
        ],
        ['I can upload it tonight.', 'That helps.'],
      ),
      step(
        4,
        0.1,
        ['The dispute reference is {ticket}.', 'We write to you once the merchant has answered.'],
        ['Got it.', 'Fine.'],
      ),
    ],
  },
  {
    id: 'overdraft-fee',
    weight: 7,
    openings: [
      'You took an overdraft fee of {amount} and my pay had already arrived.',
      'I want to complain about overdraft charges on my current account.',
      'Three overdraft fees in one week, how is that fair?',
    ],
    details: [
      'The direct debit went out a few hours before my salary.',
      'Nobody sent me a text that the balance was low.',
      'I have never been overdrawn before.',
    ],
    demands: ['Waive the overdraft fee.', 'Switch the overdraft off altogether.', 'Can I move the direct debit date?'],
    steps: [
      step(
        1,
        0.2,
        [
          'I will look at the order in which the debits and your salary were posted.',
          'Let me see how many fees were charged this quarter.',
        ],
        ['Please do.', 'It was on the {day}th.'],
      ),
      step(
        2,
        0.35,
        [
          'As it is the first time, I can refund the overdraft fee as a courtesy.',
          'Two of the three fees breach the weekly cap, so those come back to you.',
        ],
        ['That is fair.', 'What about the third?'],
      ),
      step(
        3,
        0.25,
        [
          'I can set a low balance alert and a buffer so it does not happen again.',
          'We can move the direct debit to the day after your salary.',
        ],
        ['Yes, set the alert.', 'Move it, please.'],
      ),
    ],
  },
  {
    id: 'scam-transfer',
    weight: 6,
    openings: [
      'I think I have been scammed, I sent {amount} to someone pretending to be your fraud team.',
      'A man rang me, said my account was at risk, and made me transfer money.',
      'I fell for a fake text message and paid them.',
    ],
    details: [
      'He knew my sort code and the last payment.',
      'I read him the passcode from the message.',
      'It went to an account with another bank an hour ago.',
    ],
    demands: ['Can you stop the transfer?', 'Will the bank reimburse me?', 'Block everything right now.'],
    steps: [
      step(
        1,
        0.35,
        [
          'I am freezing online access and the card this second.',
          'First we block further payments, please stay on the line.',
        ],
        ['Thank you, please hurry.', 'Do it.'],
      ),
      step(
        2,
        0.3,
        [
          'I am sending a recall to the receiving bank so they can hold the funds.',
          'Tell me exactly when he called and what he asked for.',
        ],
        ['Around ten this morning.', 'He asked for the passcode.'],
      ),
      step(
        3,
        0.2,
        [
          'You have a claim for reimbursement, we decide it within {days} working days.',
          'Please report it to the police and keep the reference.',
        ],
        ['I will report it.', 'I hope so.'],
      ),
      step(
        4,
        0.1,
        ['We never ask for a passcode on the phone, please change your password.', 'The fraud case is {ticket}.'],
        ['Lesson learned.', 'Okay.'],
      ),
    ],
  },
  {
    id: 'mortgage-rate',
    weight: 5,
    openings: [
      'My {loanName} rate is about to end and the new offer is far too high.',
      'The mortgage payment jumped by {amount} and I got no letter.',
      'I want to switch my mortgage to a better deal.',
    ],
    details: [
      'The fixed term ends next month.',
      'New customers get a lower rate than I do.',
      'Another lender has offered me less.',
    ],
    demands: ['Match the other lender.', 'What is the early exit charge?', 'Can I fix it for five years?'],
    steps: [
      step(
        1,
        0.25,
        [
          'Let me check the end date of your fixed term and the balance.',
          'I will pull up the product transfer rates open to you.',
        ],
        ['It ends on the {day}th.', 'Go ahead.'],
      ),
      step(
        2,
        0.35,
        [
          'You can lock a product transfer now without a new valuation.',
          'The early repayment charge is one percent until the term ends.',
        ],
        ['No valuation is good.', 'One percent is a lot.'],
      ),
      step(
        3,
        0.25,
        [
          'I will book a call with a mortgage adviser within {days} days.',
          'The illustration goes to your secure inbox today.',
        ],
        ['Book the adviser.', 'Send it over.'],
      ),
    ],
  },
  {
    id: 'card-declined-abroad',
    weight: 5,
    openings: [
      "I'm in {country} and my {cardName} keeps getting declined.",
      'My card was refused at the hotel and I am stuck abroad.',
      'The cash machine in {country} will not give me money.',
    ],
    details: [
      'I told the app that I was travelling.',
      'The chip works, then it says contact issuer.',
      'I have no other card with me.',
    ],
    demands: ['Unblock the card.', 'Can you send emergency cash?', 'Why was there no message?'],
    steps: [
      step(
        1,
        0.3,
        [
          'A security rule stopped the payment, let me see which one.',
          'Please confirm the last three purchases you made.',
        ],
        ['Taxi, dinner, museum.', 'All mine.'],
      ),
      step(
        2,
        0.35,
        [
          'I have lifted the travel block, please try the card again in five minutes.',
          'The daily limit abroad was reached, I can raise it until you are home.',
        ],
        ['It worked, great.', 'Still declined.'],
      ),
      step(
        3,
        0.2,
        [
          'If it fails again we courier a replacement within {days} days.',
          'I have added a travel note with your return date.',
        ],
        ['Thanks.', 'I hope I do not need it.'],
      ),
    ],
  },
  {
    id: 'account-closure',
    weight: 4,
    openings: [
      'I asked to close my savings account weeks ago and it is still open.',
      'How do I close the account and where does the interest go?',
      'My late mother had an account with you and I need to close it.',
    ],
    details: ['I filled in the form at {branch}.', 'There is {amount} left on it.', 'I get a new letter every week.'],
    demands: ['Close it today.', 'Send the balance to my other account.', 'Who handles an estate?'],
    steps: [
      step(
        1,
        0.25,
        ['I will check whether the closure form has been scanned.', 'Is anything still paid from that account?'],
        ['Nothing is paid from it.', 'Please check.'],
      ),
      step(
        2,
        0.35,
        [
          'The form is there but the signature did not match, I can verify you now instead.',
          'For an estate we need the death certificate and the grant, the bereavement team takes over.',
        ],
        ['Verify me, then.', 'I have the certificate.'],
      ),
      step(
        3,
        0.25,
        [
          'The closing balance with interest reaches you within {days} days.',
          'You will get a closing letter for your tax return.',
        ],
        ['Good.', 'Finally.'],
      ),
    ],
  },
];
