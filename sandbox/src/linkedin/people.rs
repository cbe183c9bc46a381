//! Made-up people and companies around a name: the same name always meets the same ones. They exist nowhere else, and
//! nothing here knows markup.

/// Somebody with a profile.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: &'static str,
}

/// What is made up about one name.
pub(crate) struct Fiction(u64);

const NAMES: [&str; 10] = [
    "Priya Raman",
    "Tomás Herrera",
    "Ingrid Solberg",
    "Kwame Mensah",
    "Yuki Tanabe",
    "Clara Weiss",
    "Omar Haddad",
    "Nora Lindqvist",
    "Daniel Okafor",
    "Élise Moreau",
];

const ROLES: [&str; 8] = [
    "Head of Operations",
    "Senior Product Manager",
    "Director of Customer Success",
    "Vice President of Sales",
    "Engineering Manager",
    "Procurement Lead",
    "Marketing Director",
    "Chief of Staff",
];

const PLACES: [&str; 7] = [
    "Rotterdam, Netherlands",
    "Austin, Texas",
    "Lyon, France",
    "Nairobi, Kenya",
    "Singapore",
    "Greater Manchester, United Kingdom",
    "São Paulo, Brazil",
];

const INDUSTRIES: [&str; 6] =
    ["Software", "Logistics", "Medical devices", "Renewable energy", "Financial services", "Manufacturing"];

const TENURES: [&str; 5] = ["8 months", "1 year 4 months", "2 years 1 month", "3 years 7 months", "6 years"];

const SIZES: [&str; 5] =
    ["11–50 employees", "51–200 employees", "201–500 employees", "501–1,000 employees", "5,000+ employees"];

impl Fiction {
    pub(crate) fn about(name: &str) -> Self {
        // FNV-1a: any spread will do, as long as it is the same in every build.
        let spread = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325, spread))
    }

    /// A colour's number, from 0.
    pub(crate) const fn tone(&self) -> u64 {
        (self.0 >> 8) % 6
    }

    pub(crate) fn role(&self) -> &'static str {
        self.pick(&ROLES, 0)
    }

    pub(crate) fn place(&self) -> &'static str {
        self.pick(&PLACES, 1)
    }

    pub(crate) fn industry(&self) -> &'static str {
        self.pick(&INDUSTRIES, 2)
    }

    pub(crate) fn tenure(&self) -> &'static str {
        self.pick(&TENURES, 3)
    }

    pub(crate) fn size(&self) -> &'static str {
        self.pick(&SIZES, 4)
    }

    /// Three people, others for each `offset`.
    pub(crate) fn people(&self, offset: usize) -> impl Iterator<Item = Person> {
        (offset..offset + 3)
            .map(|at| Person { name: self.pick(&NAMES, at).to_owned(), role: self.pick(&ROLES, at) })
    }

    /// One of them, the `step`th after the one that the name leads to.
    fn pick(&self, from: &[&'static str], step: usize) -> &'static str {
        let start = usize::try_from(self.0 >> 33).unwrap_or_default();
        from.iter().cycle().nth((start + step) % from.len().max(1)).copied().unwrap_or_default()
    }
}

/// The letters in an avatar: of the first and the last word.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let letters = [words.next(), words.next_back()];
    letters
        .into_iter()
        .flatten()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Fiction, initials};

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Abraham Lincoln", "AL"),
            ("Ana María de la Cruz", "AC"),
            ("ada", "A"),
            ("  ", ""),
            ("émile zola", "ÉZ"),
            ("שרה לוי", "של"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn the_same_name_meets_the_same_people_and_nobody_twice() {
        let names = || Fiction::about("Ada").people(0).map(|person| person.name).collect::<Vec<_>>();
        let mut once = names();
        assert_eq!(once, names());
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 3);
    }
}
