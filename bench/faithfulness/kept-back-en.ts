import type { Passage } from './passage.ts';

/** Written before the check was tuned and not looked at while it was. */
export const keptBackEn: readonly Passage[] = [
  {
    source:
      'Late payment interest of 0.05% a day accrues on the overdue amount from the day after the due date until it is paid in full.',
    faithful: [
      'Late payment interest of 0.05% a day accrues on the overdue amount.',
      'According to the terms, late payment interest accrues from the day after the due date until the amount is paid in full.',
    ],
    contradictions: [
      ['amount', 'Late payment interest of 0.5% a day accrues on the overdue amount.'],
      ['antonym', 'Late payment interest accrues from the day before the due date until the amount is paid in full.'],
      ['date', 'Late payment interest of 0.05% a month accrues on the overdue amount.'],
    ],
  },
  {
    source:
      'The Silverline Current Account can be opened online. A joint account must be opened in person by both holders.',
    faithful: [
      'The Silverline Current Account can be opened online.',
      'Both holders must open a joint account in person.',
    ],
    contradictions: [
      ['negation', 'The Silverline Current Account can’t be opened online.'],
      ['product', 'A joint account can be opened online.'],
      ['modality', 'A joint account can be opened in person by both holders.'],
    ],
  },
  {
    source:
      'We never send links by text message. If a customer receives one, they should delete it and call the fraud hotline.',
    faithful: [
      'We never send links by text message.',
      'If you receive a link by text message, you should delete it and call the fraud hotline.',
    ],
    contradictions: [
      ['negation', 'We send links by text message.'],
      ['quantifier', 'We sometimes send links by text message.'],
      ['antonym', 'If a customer receives one, they should open it and call the fraud hotline.'],
    ],
  },
  {
    source: 'Hospital cash of GBP 75 a night is paid for up to 30 nights, starting with the third night.',
    faithful: [
      'Hospital cash of £75 a night is paid for up to 30 nights.',
      'Hospital cash is paid starting with the third night.',
    ],
    contradictions: [
      ['amount', 'Hospital cash of GBP 57 a night is paid for up to 30 nights.'],
      ['quantifier', 'Hospital cash of GBP 75 a night is paid for at least 30 nights.'],
      ['date', 'Hospital cash of GBP 75 a night is paid for up to 30 nights, starting with the first night.'],
    ],
  },
  {
    source: 'A cooling-off request can be withdrawn by the buyer until the seller has confirmed it in writing.',
    faithful: [
      'The buyer can withdraw a cooling-off request until the seller has confirmed it in writing.',
      'A cooling-off request can be withdrawn until the seller has confirmed it in writing.',
    ],
    contradictions: [
      ['actor', 'A cooling-off request can be withdrawn by the seller until the buyer has confirmed it in writing.'],
      [
        'condition',
        'A cooling-off request can be withdrawn by the buyer after the seller has confirmed it in writing.',
      ],
      [
        'negation',
        'A cooling-off request cannot be withdrawn by the buyer until the seller has confirmed it in writing.',
      ],
    ],
  },
  {
    source: 'Cheques are no longer accepted at any branch as of 30 September 2025.',
    faithful: [
      'As of 30 September 2025, cheques are no longer accepted at any branch.',
      'Since September 30, 2025 cheques are no longer accepted.',
    ],
    contradictions: [
      ['negation', 'Cheques are accepted at any branch as of 30 September 2025.'],
      ['date', 'Cheques are no longer accepted at any branch as of 30 September 2026.'],
      ['negation', 'Cheques are still accepted at any branch as of 30 September 2025.'],
    ],
  },
  {
    source: 'Bonus miles expire after 36 months unless the member flies at least once in that time.',
    faithful: [
      'Bonus miles expire after 36 months unless the member flies at least once in that time.',
      'Unless the member flies at least once in that time, bonus miles expire after three years.',
    ],
    contradictions: [
      ['condition', 'Bonus miles expire after 36 months.'],
      ['negation', 'Bonus miles do not expire after 36 months unless the member flies at least once in that time.'],
      ['condition', 'Bonus miles expire after 36 months if the member flies at least once in that time.'],
    ],
  },
  {
    source: 'The supervisor decides on waivers above EUR 200; agents decide on waivers up to EUR 200 themselves.',
    faithful: [
      'The supervisor decides on waivers above EUR 200.',
      'Agents themselves decide on waivers up to EUR 200.',
    ],
    contradictions: [
      ['actor', 'Agents decide on waivers above EUR 200.'],
      ['antonym', 'The supervisor decides on waivers below EUR 200.'],
      ['amount', 'Agents decide on waivers up to EUR 2,000 themselves.'],
    ],
  },
  {
    source: 'Verdant Motor Insurance reduces the premium by 10% for each year without a claim, up to a maximum of 50%.',
    faithful: [
      'Verdant Motor Insurance reduces the premium by 10% for each year without a claim.',
      'For each year without a claim the premium is reduced by ten percent, up to a maximum of 50%.',
    ],
    contradictions: [
      ['antonym', 'Verdant Motor Insurance increases the premium by 10% for each year without a claim.'],
      ['condition', 'Verdant Motor Insurance reduces the premium by 10% for each year.'],
      ['product', 'Verdant Home Insurance reduces the premium by 10% for each year without a claim.'],
    ],
  },
  {
    source:
      'Identity documents that have expired are not accepted, with the exception of passports that expired less than 6 months ago.',
    faithful: [
      'Identity documents that have expired are not accepted, with the exception of passports that expired less than 6 months ago.',
      'With the exception of passports that expired less than six months ago, expired identity documents are not accepted.',
    ],
    contradictions: [
      ['negation', 'Identity documents that have expired are accepted.'],
      ['condition', 'Identity documents that have expired are not accepted.'],
      ['quantifier', 'Passports that expired more than 6 months ago are accepted.'],
    ],
  },
  {
    source: 'Ask the customer to restart the router. Wait two minutes before testing the line again.',
    faithful: ['Ask the customer to restart the router.', 'Wait 2 minutes before testing the line again.'],
    contradictions: [
      ['date', 'Wait two hours before testing the line again.'],
      ['antonym', 'Wait two minutes after testing the line again.'],
      ['negation', 'Do not ask the customer to restart the router.'],
    ],
  },
  {
    source:
      'The tenant must give three months’ notice; the landlord may terminate the lease for serious breach without notice.',
    faithful: [
      'The tenant must give three months’ notice.',
      'The landlord may terminate the lease for serious breach without notice.',
    ],
    contradictions: [
      ['actor', 'The landlord must give three months’ notice.'],
      ['negation', 'The landlord may not terminate the lease for serious breach without notice.'],
      ['modality', 'The landlord must terminate the lease for serious breach without notice.'],
    ],
  },
  {
    source: 'Standard delivery within the country is free for orders over $49.00 and costs $6.95 otherwise.',
    faithful: [
      'Standard delivery within the country is free for orders over $49.',
      'Standard delivery is free for orders over USD 49.00 and costs USD 6.95 otherwise.',
    ],
    contradictions: [
      ['condition', 'Standard delivery within the country is free.'],
      ['amount', 'Standard delivery within the country is free for orders over $94.00.'],
      ['antonym', 'Standard delivery within the country is free for orders under $49.00.'],
    ],
  },
  {
    source:
      'Accounts of deceased customers are frozen as soon as the death certificate is received. Standing orders are stopped on the same day.',
    faithful: [
      'Accounts of deceased customers are frozen as soon as the death certificate is received.',
      'Standing orders are stopped on the same day.',
    ],
    contradictions: [
      ['antonym', 'Standing orders are started on the same day.'],
      ['negation', 'Accounts of deceased customers are not frozen.'],
      ['condition', 'Accounts of deceased customers are frozen before the death certificate is received.'],
    ],
  },
  {
    source: 'Every complaint receives a written answer, even if it was made by telephone.',
    faithful: [
      'Every complaint receives a written answer.',
      'Every complaint receives a written answer, even if it was made by telephone.',
    ],
    contradictions: [
      ['quantifier', 'Not every complaint receives a written answer.'],
      ['condition', 'Every complaint receives a written answer only if it was made by telephone.'],
      ['quantifier', 'Few complaints receive a written answer.'],
    ],
  },
  {
    source:
      'Rewards points earned with the Cobalt Card are worth 0.8 cents each and can be used from 1,000 points onwards.',
    faithful: [
      'Rewards points earned with the Cobalt Card are worth 0.8 cents each.',
      'Rewards points can be used from 1000 points onwards.',
    ],
    contradictions: [
      ['product', 'Rewards points earned with the Crimson Card are worth 0.8 cents each.'],
      ['amount', 'Rewards points earned with the Cobalt Card are worth 8 cents each.'],
      ['amount', 'Rewards points can be used from 10,000 points onwards.'],
    ],
  },
  {
    source: 'Interest paid on the first mortgage is tax deductible where the property is the owner’s main home.',
    faithful: [
      'Interest paid on the first mortgage is tax deductible where the property is the owner’s main home.',
      'Where the property is the owner’s main home, interest paid on the first mortgage is tax deductible.',
    ],
    contradictions: [
      ['condition', 'Interest paid on the first mortgage is tax deductible.'],
      [
        'negation',
        'Interest paid on the first mortgage is not tax deductible where the property is the owner’s main home.',
      ],
      [
        'product',
        'Interest paid on the second mortgage is tax deductible where the property is the owner’s main home.',
      ],
    ],
  },
  {
    source:
      'The device warranty is two years for new devices and one year for refurbished ones; batteries are excluded.',
    faithful: [
      'The device warranty is two years for new devices and one year for refurbished ones.',
      'Batteries are excluded from the device warranty.',
    ],
    contradictions: [
      ['antonym', 'Batteries are included in the device warranty.'],
      ['date', 'The device warranty is three years for new devices.'],
      ['product', 'The device warranty is two years for refurbished devices.'],
    ],
  },
  {
    source:
      'If the customer is angry, let them finish before answering. Do not contradict them and do not promise compensation.',
    faithful: [
      'If the customer is angry, let them finish before answering.',
      'Do not contradict the customer and do not promise compensation.',
    ],
    contradictions: [
      ['negation', 'Promise compensation.'],
      ['negation', 'Contradict the customer and promise compensation.'],
      ['antonym', 'If the customer is angry, interrupt them before answering.'],
    ],
  },
  {
    source:
      'International transfers in US dollars sent before 2 p.m. are executed on the same day; the beneficiary bank may deduct its own fee.',
    faithful: [
      'International transfers in US dollars sent before 2 p.m. are executed on the same day.',
      'The beneficiary bank may deduct its own fee.',
    ],
    contradictions: [
      ['date', 'International transfers in US dollars sent before 4 p.m. are executed on the same day.'],
      ['negation', 'The beneficiary bank may not deduct its own fee.'],
      ['product', 'International transfers in euros sent before 2 p.m. are executed on the same day.'],
    ],
  },
  {
    source: 'Employees of the institution are prohibited from accepting gifts worth more than CNY 200 from customers.',
    faithful: [
      'Employees of the institution are prohibited from accepting gifts worth more than CNY 200 from customers.',
      'Employees are prohibited from accepting gifts worth more than 200 yuan from customers.',
    ],
    contradictions: [
      ['negation', 'Employees of the institution are allowed to accept gifts worth more than CNY 200 from customers.'],
      [
        'actor',
        'Customers are prohibited from accepting gifts worth more than CNY 200 from employees of the institution.',
      ],
      [
        'quantifier',
        'Employees of the institution are prohibited from accepting gifts worth less than CNY 200 from customers.',
      ],
    ],
  },
  {
    source:
      'The mobile app supports payments up to CNY 1,000 without a password; above that amount, a password is required.',
    faithful: [
      'The mobile app supports payments up to CNY 1,000 without a password.',
      'Above CNY 1000, a password is required.',
    ],
    contradictions: [
      ['negation', 'Above that amount, a password is not required.'],
      ['amount', 'The mobile app supports payments up to CNY 10,000 without a password.'],
      ['antonym', 'Below that amount, a password is required.'],
    ],
  },
  {
    source:
      'Pre-existing conditions are covered from the second policy year, as long as they were declared in the application.',
    faithful: [
      'Pre-existing conditions are covered from the second policy year, as long as they were declared in the application.',
      'As long as they were declared in the application, pre-existing conditions are covered from the second policy year.',
    ],
    contradictions: [
      ['condition', 'Pre-existing conditions are covered from the second policy year.'],
      [
        'date',
        'Pre-existing conditions are covered from the first policy year, as long as they were declared in the application.',
      ],
      ['negation', 'Pre-existing conditions are not covered from the second policy year.'],
    ],
  },
  {
    source: 'The credit check takes 2 hours at most. The customer is told of the result by e-mail, not by telephone.',
    faithful: [
      'The credit check takes at most 2 hours.',
      'The customer is told of the result by e-mail, not by telephone.',
    ],
    contradictions: [
      ['quantifier', 'The credit check takes at least 2 hours.'],
      ['negation', 'The customer is told of the result by telephone.'],
      ['date', 'The credit check takes 2 days at most.'],
    ],
  },
  {
    source: 'Maple Student Loan: no repayments while studying; repayments begin 6 months after graduation.',
    faithful: [
      'With the Maple Student Loan, repayments begin 6 months after graduation.',
      'There are no repayments while studying.',
    ],
    contradictions: [
      ['date', 'With the Maple Student Loan, repayments begin 16 months after graduation.'],
      ['negation', 'There are repayments while studying.'],
      ['antonym', 'With the Maple Student Loan, repayments end 6 months after graduation.'],
    ],
  },
  {
    source:
      'A data controller shall notify the authority of a breach within 72 hours, unless the breach is unlikely to result in a risk.',
    faithful: [
      'A data controller shall notify the authority of a breach within 72 hours, unless the breach is unlikely to result in a risk.',
      'Unless the breach is unlikely to result in a risk, a data controller must notify the authority of a breach within 72 hours.',
    ],
    contradictions: [
      [
        'actor',
        'The authority shall notify a data controller of a breach within 72 hours, unless the breach is unlikely to result in a risk.',
      ],
      ['condition', 'A data controller shall notify the authority of a breach within 72 hours.'],
      [
        'negation',
        'A data controller shall notify the authority of a breach within 72 hours, unless the breach is likely to result in a risk.',
      ],
    ],
  },
];
