//! Two clicks on one button: the browser sends the form twice, and throws the first answer away.

use crate::Outcome;
use crate::visit::Visit;

/// What the browser would send: where, how, and each field with its value; a file is `null`.
const FORM: &str = "
    const button = arguments[0], form = button.form;
    const fields = [...new FormData(form, button)].map(([name, value]) => [name, value instanceof File ? null : value]);
    return [new URL(form.getAttribute('action'), location).href, form.enctype, fields];";

impl Visit {
    /// Presses the button that a person sees as `text` twice, so fast that the first answer is never shown.
    pub(crate) async fn click_twice(&self, text: &str) -> Outcome {
        self.first_click(text).await?;
        Ok(self.press(text).await?)
    }

    /// The first click alone. No file may be chosen.
    pub(crate) async fn first_click(&self, text: &str) -> Outcome {
        let button = self.button(text).await?;
        let form = self.driver().execute(FORM, vec![button.to_json()?]).await?;
        let (action, kind, fields): (String, String, Vec<(String, Option<String>)>) =
            form.convert()?;
        let post = self.protocol.http.post(action).header("cookie", self.cookie().await?);
        let post = if kind == "multipart/form-data" {
            let parts: String = fields.iter().map(part).collect();
            post.header("content-type", "multipart/form-data; boundary=first")
                .body(format!("{parts}--first--\r\n"))
        } else {
            post.form(&fields)
        };
        let answer = post.send().await?;
        assert!(answer.status().as_u16() < 500, "{answer:?}");
        Ok(())
    }
}

fn part((name, value): &(String, Option<String>)) -> String {
    let (file, value) = match value {
        Some(value) => ("", value.replace("\r\n", "\n").replace('\n', "\r\n")),
        None => ("; filename=\"\"", String::new()),
    };
    format!("--first\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
}
