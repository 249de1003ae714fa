//! The cosine transform of a block of 8 × 8, by Arai, Agui and Nakajima: what it leaves out, a factor for each place,
//! is part of the quantisation.

/// Rows of a block.
pub(crate) type Block = [[f32; 8]; 8];

/// What the transform of eight numbers leaves out, for each of them: `1 / (cos(k π / 16) · √2 · 2)`, and for the
/// first 1 / (2 √2).
pub(crate) fn scale(k: usize) -> f64 {
    if k == 0 {
        return 1.0 / (2.0 * std::f64::consts::SQRT_2);
    }
    1.0 / (4.0 * (k as f64 * std::f64::consts::PI / 16.0).cos())
}

/// Transforms a block in place; it comes out with rows and columns changed over, and without [`scale`].
#[inline(always)]
pub(crate) fn forward(block: &mut Block) {
    down(block);
    *block = turned(block);
    down(block);
}

#[inline(always)]
fn turned(block: &Block) -> Block {
    let mut new = [[0.0; 8]; 8];
    for (y, row) in block.iter().enumerate() {
        for (x, value) in row.iter().enumerate() {
            new[x][y] = *value;
        }
    }
    new
}

/// Eight columns at once.
#[inline(always)]
fn down(block: &mut Block) {
    let add = |a: [f32; 8], b: [f32; 8]| -> [f32; 8] { std::array::from_fn(|x| a[x] + b[x]) };
    let sub = |a: [f32; 8], b: [f32; 8]| -> [f32; 8] { std::array::from_fn(|x| a[x] - b[x]) };
    let mul = |a: [f32; 8], factor: f32| -> [f32; 8] { a.map(|a| a * factor) };
    let [r0, r1, r2, r3, r4, r5, r6, r7] = *block;
    let (s0, d0) = (add(r0, r7), sub(r0, r7));
    let (s1, d1) = (add(r1, r6), sub(r1, r6));
    let (s2, d2) = (add(r2, r5), sub(r2, r5));
    let (s3, d3) = (add(r3, r4), sub(r3, r4));
    // The even half.
    let (a, d) = (add(s0, s3), sub(s0, s3));
    let (b, c) = (add(s1, s2), sub(s1, s2));
    let e = mul(add(c, d), 0.707_106_77);
    let (out0, out4, out2, out6) = (add(a, b), sub(a, b), add(d, e), sub(d, e));
    // The odd half.
    let (a, b, c) = (add(d3, d2), add(d2, d1), add(d1, d0));
    let f = mul(sub(a, c), 0.382_683_43);
    let g = add(mul(a, 0.541_196_1), f);
    let h = add(mul(c, 1.306_563), f);
    let i = mul(b, 0.707_106_77);
    let (j, k) = (add(d0, i), sub(d0, i));
    *block = [out0, add(j, h), out2, sub(k, g), out4, add(k, g), out6, sub(j, h)];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn it_is_the_transform_of_the_standard() {
        let block: Block =
            std::array::from_fn(|y| std::array::from_fn(|x| ((x * 37 + y * 91) * 53 % 256) as f32 - 128.0));
        let mut made = block;
        forward(&mut made);
        for (u, column) in made.iter().enumerate() {
            for (v, made) in column.iter().enumerate() {
                let mut sum = 0.0;
                for (y, row) in block.iter().enumerate() {
                    for (x, value) in row.iter().enumerate() {
                        let wave = |at: usize, k: usize| ((2 * at + 1) as f64 * k as f64 * PI / 16.0).cos();
                        sum += f64::from(*value) * wave(x, u) * wave(y, v);
                    }
                }
                let first = |k: usize| if k == 0 { std::f64::consts::FRAC_1_SQRT_2 } else { 1.0 };
                let standard = sum / 4.0 * first(u) * first(v);
                let ours = f64::from(*made) * scale(u) * scale(v);
                assert!((ours - standard).abs() < 1e-3, "{u}, {v}: {ours} for {standard}");
            }
        }
    }
}
